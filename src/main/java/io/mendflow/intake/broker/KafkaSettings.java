package io.mendflow.intake.broker;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Kafka. Nothing of it starts while there are no topics.
 *
 * @param addresses of brokers to begin with, as host:port
 * @param topics by the source whose payloads are in them
 * @param group under which offsets are committed; nodes of one cluster share it
 * @param consumers of each source on this node; more than there are partitions are idle
 * @param properties of Kafka's consumer, by Kafka's own names, such as those of TLS and SASL
 */
@Validated
@ConfigurationProperties("mendflow.brokers.kafka")
record KafkaSettings(
        @NotNull @DefaultValue List<String> addresses,
        @NotNull @DefaultValue Map<String, List<String>> topics,
        @NotBlank @DefaultValue("mendflow") String group,
        @Min(1) @Max(64) @DefaultValue("1") int consumers,
        @NotNull @DefaultValue Map<String, String> properties) {

    private static final Pattern ADDRESS = Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^:\\s,]+):\\d{1,5}");
    private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]{1,249}");

    /** What the promise rests on that nothing is committed before it is in the inbox, or has a setting of its own. */
    private static final Set<String> OURS =
            Set.of("bootstrap.servers", "group.id", "enable.auto.commit", "key.deserializer", "value.deserializer");

    @AssertTrue(
            message =
                    "mendflow.brokers.kafka.addresses must be host:port each, and there must be one where there are topics")
    boolean isReachable() {
        return (topics.isEmpty() || !addresses.isEmpty())
                && addresses.stream()
                        .allMatch(address -> ADDRESS.matcher(address).matches());
    }

    @AssertTrue(
            message =
                    "mendflow.brokers.kafka.topics must have a topic or more for each source, named as Kafka allows it, and none twice")
    boolean isEveryTopicOfOneSource() {
        Set<String> seen = new HashSet<>();
        return topics.values().stream()
                .allMatch(names -> !names.isEmpty()
                        && names.stream().allMatch(name -> TOPIC.matcher(name).matches() && seen.add(name)));
    }

    @AssertTrue(
            message =
                    "mendflow.brokers.kafka.properties must not set bootstrap.servers, group.id, enable.auto.commit or a deserializer")
    boolean isPromiseKept() {
        return properties.keySet().stream().noneMatch(OURS::contains);
    }

    Map<String, Object> additional() {
        return new TreeMap<>(properties);
    }

    /** Without the properties, which may hold a password. */
    @Override
    public String toString() {
        return "KafkaSettings[addresses=%s, topics=%s, group=%s]".formatted(addresses, topics, group);
    }
}
