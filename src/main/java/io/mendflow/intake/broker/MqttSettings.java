package io.mendflow.intake.broker;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * MQTT 5. Nothing of it starts while there are no topics.
 *
 * @param url of the broker: tcp, ssl, ws or wss, with host and port
 * @param topics by the source whose payloads are in them; filters with + and # may be among them
 * @param clientId names the sessions at the broker, which keep what comes while Mendflow is away; each node needs its own
 * @param user to log in as; null when the broker asks for none
 * @param password of the user
 * @param sessionExpiry how long the broker keeps a session, and what comes for it, while Mendflow is away
 */
@Validated
@ConfigurationProperties("mendflow.brokers.mqtt")
record MqttSettings(
        @Nullable URI url,
        @NotNull @DefaultValue Map<String, List<String>> topics,
        @NotNull @Pattern(regexp = "[a-zA-Z0-9_-]{1,64}") @DefaultValue("mendflow") String clientId,
        @Nullable String user,
        @Nullable String password,
        @NotNull @DefaultValue("P7D") Duration sessionExpiry) {

    private static final Set<String> SCHEMES = Set.of("tcp", "ssl", "ws", "wss");

    @AssertTrue(
            message =
                    "mendflow.brokers.mqtt.url must be tcp://, ssl://, ws:// or wss:// with host and port where there are topics")
    boolean isReachable() {
        return url == null
                ? topics.isEmpty()
                : SCHEMES.contains(String.valueOf(url.getScheme())) && url.getHost() != null && url.getPort() > 0;
    }

    @AssertTrue(
            message =
                    "mendflow.brokers.mqtt.topics must have a topic or more for each source, none blank and none twice")
    boolean isEveryTopicOfOneSource() {
        Set<String> seen = new HashSet<>();
        return topics.values().stream()
                .allMatch(names ->
                        !names.isEmpty() && names.stream().allMatch(name -> !name.isBlank() && seen.add(name)));
    }

    @AssertTrue(message = "mendflow.brokers.mqtt.password needs mendflow.brokers.mqtt.user")
    boolean isUserKnown() {
        return password == null || user != null;
    }

    @AssertTrue(message = "mendflow.brokers.mqtt.session-expiry must be from 1 s to 49,000 days")
    boolean isSessionKept() {
        return sessionExpiry.toSeconds() >= 1 && sessionExpiry.toDays() <= 49_000;
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "MqttSettings[url=%s, topics=%s, clientId=%s, user=%s]".formatted(url, topics, clientId, user);
    }
}
