package io.mendflow.intake.broker;

import io.mendflow.intake.Message;
import io.mendflow.intake.Messages;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.kafka.KafkaComponent;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.component.kafka.PollOnError;
import org.apache.camel.component.kafka.consumer.DefaultKafkaManualCommitFactory;
import org.apache.camel.component.kafka.consumer.KafkaManualCommit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.stereotype.Component;

/** From Kafka: a route for each source that has topics. The offset of a record is committed after the record is in the inbox. */
@Component
class KafkaRoutes extends RouteBuilder {

    static final String COMPONENT = "mendflow-kafka";
    private static final long POLL_MILLIS = 500;
    private static final int MOST_RECORDS = 200;
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    private final KafkaSettings settings;
    private final Messages messages;
    private final Map<String, List<String>> topics = new TreeMap<>();

    KafkaRoutes(KafkaSettings settings, Messages messages) {
        this.settings = settings;
        this.messages = messages;
        settings.topics()
                .forEach((source, names) ->
                        topics.put(messages.source(source, "mendflow.brokers.kafka.topics." + source), names));
    }

    @Override
    public void configure() {
        if (topics.isEmpty()) {
            return;
        }
        getContext().addComponent(COMPONENT, component());
        errorHandler(Patience.of(defaultErrorHandler()));
        // An offset that cannot be committed belongs to another consumer by now: what has to be repeated is the poll.
        onException(KafkaException.class).maximumRedeliveries(0);
        topics.forEach((source, names) -> from(COMPONENT + ":" + String.join(",", names))
                .routeId("kafka-" + source)
                .routeDescription("Payloads of " + source + " from Kafka")
                .process(exchange -> messages.take(message(source, exchange)))
                .process(KafkaRoutes::commit));
    }

    private KafkaComponent component() {
        var configuration = new KafkaConfiguration();
        configuration.setBrokers(String.join(",", settings.addresses()));
        configuration.setGroupId(settings.group());
        configuration.setConsumersCount(settings.consumers());
        configuration.setKeyDeserializer(ByteArrayDeserializer.class.getName());
        configuration.setValueDeserializer(ByteArrayDeserializer.class.getName());
        // A group that is new to a topic begins with what is in it: an alert too many is better than one too few.
        configuration.setAutoOffsetReset("earliest");
        configuration.setAutoCommitEnable(false);
        configuration.setAllowManualCommit(true);
        configuration.setBreakOnFirstError(true);
        configuration.setPollOnError(PollOnError.RECONNECT);
        // A stop waits for the poll that is under way.
        configuration.setPollTimeoutMs(POLL_MILLIS);
        configuration.setMaxPollRecords(MOST_RECORDS);
        configuration.setFetchMaxBytes(MOST_BYTES);
        configuration.setAdditionalProperties(settings.additional());
        var component = new KafkaComponent(getContext());
        component.setConfiguration(configuration);
        // Camel takes its own factory as leave to commit by itself, also what it has polled and not handed on yet.
        var factory = new DefaultKafkaManualCommitFactory();
        component.setKafkaManualCommitFactory(factory::newInstance);
        return component;
    }

    /** Once for all records of a partition that were polled together: those before the last are known by their positions if they come again. */
    private static void commit(Exchange exchange) {
        var message = exchange.getMessage();
        if (Boolean.TRUE.equals(message.getHeader(KafkaConstants.LAST_RECORD_BEFORE_COMMIT, Boolean.class))) {
            message.getHeader(KafkaConstants.MANUAL_COMMIT, KafkaManualCommit.class)
                    .commit();
        }
    }

    private static Message message(String source, Exchange exchange) {
        var record = exchange.getMessage();
        byte[] body = record.getBody(byte[].class);
        Map<String, String> headers = headers(record);
        Object topic = record.getHeader(KafkaConstants.TOPIC);
        Object partition = record.getHeader(KafkaConstants.PARTITION);
        Object offset = record.getHeader(KafkaConstants.OFFSET);
        return new Message(
                source,
                headers.get("content-type"),
                headers,
                body == null ? new byte[0] : body,
                "topic '%s' of Kafka, partition %s, offset %s".formatted(topic, partition, offset),
                // A topic that is deleted and made again counts its offsets anew.
                "kafka %s %s %s %s".formatted(topic, partition, offset, record.getHeader(KafkaConstants.TIMESTAMP)));
    }

    private static Map<String, String> headers(org.apache.camel.Message record) {
        Map<String, String> headers = new HashMap<>();
        var all = record.getHeader(KafkaConstants.HEADERS, org.apache.kafka.common.header.Headers.class);
        for (Header header : all == null ? new Header[0] : all.toArray()) {
            if (header.value() != null) {
                String name = header.key().toLowerCase(Locale.ROOT);
                String value = new String(header.value(), StandardCharsets.UTF_8);
                boolean attribute = name.startsWith("ce_");
                headers.put(
                        attribute ? CloudEventHeaders.PREFIX + name.substring(3) : name,
                        attribute ? CloudEventHeaders.encoded(value) : value);
            }
        }
        return headers;
    }
}
