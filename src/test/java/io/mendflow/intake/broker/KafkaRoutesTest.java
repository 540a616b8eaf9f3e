package io.mendflow.intake.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.intake.IntakeModule;
import io.mendflow.intake.Messages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real Kafka has is in the inbox before its offset is committed, whatever happens in between. */
@Tag("peers")
class KafkaRoutesTest {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir
    private static Path folder;

    private static KafkaBroker broker;

    private final String topic = "alerts." + UUID.randomUUID();
    private final String group = "group-" + UUID.randomUUID();
    private final Outage database = new Outage();
    private final List<CamelContext> camels = new ArrayList<>();
    private IntakeModule node;

    @BeforeAll
    static void startBroker() throws IOException {
        broker = new KafkaBroker(folder);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void createTopic() throws Exception {
        broker.create(topic, 1);
    }

    @AfterEach
    void stop() {
        database.end();
        camels.forEach(CamelContext::stop);
        IntakeModule.closeAll();
    }

    @Test
    void makesAnIncidentOfAPayload() throws Exception {
        send(alert("checkout", "firing"));
        start("generic");

        await().atMost(SOON).until(() -> node.ledger().processed() == 1);

        assertThat(node.jdbc().queryForList("select service from incident", String.class))
                .containsExactly("checkout");
        await().atMost(SOON).until(() -> broker.committed(group, topic) == 1);
        assertThat(node.jdbc().queryForObject("select headers from inbox", String.class))
                .contains("topic '%s' of Kafka, partition 0, offset 0".formatted(topic));
        assertThat(node.http().get("/api/sources").json().path("items"))
                .filteredOn(source -> source.path("source").asText().equals("generic"))
                .singleElement()
                .satisfies(source -> assertThat(source.path("received").asInt()).isEqualTo(1));
    }

    @Test
    void waitsForADatabaseThatIsAwayAndSkipsNothing() throws Exception {
        start("generic");
        send(alert("first", "firing"));
        await().atMost(SOON).until(() -> broker.committed(group, topic) == 1);

        database.begin();
        for (int i = 0; i < 20; i++) {
            send(alert("s" + i, "firing"));
        }
        await().atMost(SOON).until(() -> refused("database") >= 2);
        assertThat(broker.committed(group, topic)).isEqualTo(1);
        database.end();

        await().atMost(SOON).until(() -> broker.committed(group, topic) == 21);
        assertThat(node.ledger().received()).isEqualTo(21);
        assertThat(node.jdbc()
                        .queryForList(
                                "select origin from (select headers as origin, id from inbox) order by id",
                                String.class))
                .extracting(headers -> headers.replaceAll("\\D*(\\d+)\"}$", "$1"))
                .doesNotHaveDuplicates();
    }

    @Test
    void waitsWhileTheInboxIsFull() throws Exception {
        start("generic", "mendflow.inbox.max-pending", "3");
        node.stopWorkers();
        for (int i = 0; i < 10; i++) {
            send(alert("s" + i, "firing"));
        }

        await().atMost(SOON).until(() -> refused("full") >= 2);
        assertThat(node.ledger().pending()).isEqualTo(3);
        assertThat(broker.committed(group, topic)).isLessThanOrEqualTo(3);
        node.startWorkers();

        await().atMost(SOON).until(() -> node.ledger().processed() == 10);
        await().atMost(SOON).until(() -> broker.committed(group, topic) == 10);
    }

    @Test
    void bringsAgainWhatANodeHadInHandWhenItStopped() throws Exception {
        start("generic");
        send(alert("first", "firing"));
        await().atMost(SOON).until(() -> broker.committed(group, topic) == 1);
        database.begin();
        send(alert("second", "firing"));
        await().atMost(SOON).until(() -> refused("database") >= 1);

        long begun = System.nanoTime();
        camels.get(0).stop();
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(30));
        assertThat(broker.committed(group, topic)).isEqualTo(1);
        database.end();
        consume();

        await().atMost(SOON).until(() -> broker.committed(group, topic) == 2);
        await().atMost(SOON).until(() -> node.ledger().processed() == 2);
    }

    @Test
    void knowsRecordsThatComeAgainHoweverLate() throws Exception {
        send(alert("checkout", "firing"));
        send(alert("checkout", "resolved"));
        send(alert("checkout", "firing"));
        start("generic", "mendflow.inbox.duplicate-window", "PT0.000001S");
        await().atMost(SOON).until(() -> broker.committed(group, topic) == 3);
        await().atMost(SOON).until(() -> node.ledger().pending() == 0);
        camels.get(0).stop();

        broker.rewind(group, topic);
        consume();

        await().atMost(SOON).until(() -> broker.committed(group, topic) == 3);
        assertThat(node.meters()
                        .counter("mendflow.intake.duplicates", "source", "generic")
                        .count())
                .isEqualTo(3);
        assertThat(node.ledger().received()).isEqualTo(3);
    }

    @Test
    void keepsWhatCannotBeReadAsDeadLettersAndMovesOn() throws Exception {
        send("no JSON at all");
        send("{\"labels\":7,\"title\":[]}");
        broker.send(new ProducerRecord<>(topic, null));
        byte[] large = new byte[1_500_000];
        Arrays.fill(large, (byte) ' ');
        large[0] = '{';
        broker.send(new ProducerRecord<>(topic, large));
        send(alert("checkout", "firing"));
        start("generic");

        await().atMost(SOON).until(() -> broker.committed(group, topic) == 5);
        await().atMost(SOON).until(() -> node.ledger().pending() == 0);

        assertThat(node.ledger().deadLettered()).isEqualTo(4);
        assertThat(node.ledger().processed()).isEqualTo(1);
        assertThat(node.jdbc().queryForList("select reason from inbox where state = 'dead' order by id", String.class))
                .satisfiesExactly(
                        reason -> assertThat(reason).startsWith("Expected one JSON value at body"),
                        reason -> assertThat(reason).startsWith("Expected"),
                        reason -> assertThat(reason).startsWith("Expected"),
                        reason -> assertThat(reason)
                                .contains("mendflow.inbox.max-body")
                                .contains("1500000 bytes, of which the first 1048576 are kept"));
    }

    @Test
    void readsCloudEventsWhoseAttributesAreInHeaders() throws Exception {
        var event = new ProducerRecord<byte[], byte[]>(
                topic, "{\"title\":\"Zähler 100% voll\",\"service\":\"meters\"}".getBytes(StandardCharsets.UTF_8));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        "1",
                        "ce_source",
                        "/zähler",
                        "ce_type",
                        "full.100%",
                        "content-type",
                        "application/json")
                .forEach((name, value) -> event.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        broker.send(event);
        var structured = new ProducerRecord<byte[], byte[]>(
                topic,
                "{\"specversion\":\"1.0\",\"id\":\"2\",\"source\":\"/m\",\"type\":\"empty\",\"data\":{\"service\":\"tanks\"}}"
                        .getBytes(StandardCharsets.UTF_8));
        structured
                .headers()
                .add("content-type", "application/cloudevents+json; charset=UTF-8".getBytes(StandardCharsets.UTF_8));
        broker.send(structured);
        start("cloudevents");

        await().atMost(SOON).until(() -> node.ledger().processed() == 2);
        assertThat(node.jdbc().queryForList("select annotations from signal", String.class))
                .anySatisfy(told -> assertThat(told).contains("/zähler").contains("full.100%"))
                .anySatisfy(told -> assertThat(told).contains("\"ce-id\":\"2\""));
    }

    private void start(String source, String... settings) throws Exception {
        String[] all = Arrays.copyOf(settings, settings.length + 8);
        List<String> ours = List.of(
                "mendflow.brokers.kafka.addresses",
                broker.address(),
                "mendflow.brokers.kafka.topics." + source,
                topic,
                "mendflow.brokers.kafka.group",
                group,
                "mendflow.brokers.kafka.properties.metadata.max.age.ms",
                "1000");
        for (int i = 0; i < ours.size(); i++) {
            all[settings.length + i] = ours.get(i);
        }
        node = IntakeModule.on(database, all);
        consume();
    }

    private CamelContext consume() throws Exception {
        var camel = new DefaultCamelContext();
        camels.add(camel);
        camel.addRoutes(new KafkaRoutes(node.bean(KafkaSettings.class), node.bean(Messages.class)));
        camel.start();
        return camel;
    }

    private void send(String body) {
        broker.send(new ProducerRecord<>(topic, body.getBytes(StandardCharsets.UTF_8)));
    }

    private double refused(String reason) {
        return node.meters()
                .counter("mendflow.intake.refused", "source", "generic", "reason", reason)
                .count();
    }

    private static String alert(String service, String status) {
        return "{\"title\":\"down\",\"service\":\"%s\",\"status\":\"%s\"}".formatted(service, status);
    }
}
