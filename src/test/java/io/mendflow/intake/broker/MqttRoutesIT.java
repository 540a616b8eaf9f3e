package io.mendflow.intake.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.intake.IntakeModule;
import io.mendflow.intake.Messages;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Mosquitto keeps what is not in the inbox yet. It must be on the PATH, as Debian's package brings it; without it this fails. */
@Tag("peers")
class MqttRoutesIT {

    private static final Duration SOON = Duration.ofSeconds(40);
    private static final String TOPIC = "plant/7/alerts";

    @TempDir
    private Path folder;

    private final int port = KafkaBroker.freePort();
    private final Outage database = new Outage();
    private final List<CamelContext> camels = new ArrayList<>();
    private Process mosquitto;
    private IntakeModule node;

    @BeforeEach
    void begin() throws IOException {
        // Started by root it would change to a user that cannot write here.
        Files.writeString(
                folder.resolve("mosquitto.conf"),
                """
                listener %d 127.0.0.1
                allow_anonymous false
                password_file %s
                persistence true
                persistence_location %s/
                autosave_interval 1
                user root
                """
                        .formatted(port, folder.resolve("passwords"), folder));
        finish(new ProcessBuilder(
                "mosquitto_passwd", "-c", "-b", folder.resolve("passwords").toString(), "mendflow", "s3cret"));
        startBroker();
    }

    @AfterEach
    void end() {
        database.end();
        camels.forEach(CamelContext::stop);
        IntakeModule.closeAll();
        mosquitto.destroyForcibly();
    }

    @Test
    void makesIncidentsOfPayloadsAlsoOfThoseThatCameWhileItWasAway() throws Exception {
        start("generic");
        publish(alert("first"));
        await().atMost(SOON).until(() -> node.ledger().processed() == 1);
        camels.get(0).stop();
        publish(50);

        consume();

        await().atMost(SOON).until(() -> node.ledger().processed() == 51);
        assertThat(node.jdbc().queryForObject("select count(distinct service) from incident", Integer.class))
                .isEqualTo(51);
        assertThat(node.jdbc().queryForList("select headers from inbox", String.class))
                .allSatisfy(headers -> assertThat(headers).contains("topic '" + TOPIC + "' of MQTT"));
        assertThat(broughtAgain()).isZero();
    }

    @Test
    void bringsAgainWhatANodeHadInHandWhenItStopped() throws Exception {
        start("generic");
        publish(alert("first"));
        await().atMost(SOON).until(() -> node.ledger().processed() == 1);
        database.begin();
        publish(15);
        await().atMost(SOON).until(() -> refused("database") >= 2);

        camels.get(0).stop();
        database.end();
        consume();

        await().atMost(SOON).until(() -> node.ledger().processed() == 16);
        assertThat(node.ledger().received()).isEqualTo(16);
    }

    @Test
    void waitsWhileTheInboxIsFull() throws Exception {
        start("generic", "mendflow.inbox.max-pending", "3");
        node.stopWorkers();
        publish(30);
        await().atMost(SOON).until(() -> refused("full") >= 2);
        assertThat(node.ledger().pending()).isEqualTo(3);

        node.startWorkers();

        await().atMost(SOON).until(() -> node.ledger().processed() == 30);
        assertThat(broughtAgain()).isZero();
    }

    @Test
    void goesOnAfterTheBrokerWasKilledAndWaitsForOneThatIsNotThere() throws Exception {
        kill();
        start("generic");
        startBroker();
        await().atMost(SOON).until(() -> camels.get(0).getRoutes().stream().allMatch(route -> camels.get(0)
                .getRouteController()
                .getRouteStatus(route.getRouteId())
                .isStarted()));
        publish(alert("first"));
        await().atMost(SOON).until(() -> node.ledger().processed() == 1);

        kill();
        // Its sessions are gone with it: what has been subscribed to has to be subscribed to again.
        Files.deleteIfExists(folder.resolve("mosquitto.db"));
        startBroker();
        int[] n = {0};
        await().atMost(SOON).pollInterval(Duration.ofMillis(500)).until(() -> {
            publish(alert("again" + n[0]++));
            return node.ledger().processed() > 1;
        });
    }

    @Test
    void keepsWhatCannotBeReadAsDeadLettersAndMovesOn() throws Exception {
        start("generic");
        publish("no JSON at all");
        publish("");
        publish(alert("checkout"));

        await().atMost(SOON).until(() -> node.ledger().processed() == 1);
        await().atMost(SOON).until(() -> node.ledger().deadLettered() == 2);
        assertThat(node.jdbc().queryForList("select reason from inbox where state = 'dead'", String.class))
                .allSatisfy(reason -> assertThat(reason).startsWith("Expected"));
        assertThat(broughtAgain()).isZero();
    }

    @Test
    void readsCloudEventsWhoseAttributesAreProperties() throws Exception {
        start("cloudevents");
        var event =
                new MqttMessage("{\"title\":\"Zähler voll\",\"service\":\"meters\"}".getBytes(StandardCharsets.UTF_8));
        var properties = new MqttProperties();
        properties.setContentType("application/json");
        properties.setUserProperties(
                Map.of("specversion", "1.0", "id", "1", "source", "/zähler", "type", "full.100%").entrySet().stream()
                        .map(attribute -> new UserProperty(attribute.getKey(), attribute.getValue()))
                        .toList());
        event.setProperties(properties);
        publish(event);

        await().atMost(SOON).until(() -> node.ledger().processed() == 1);
        assertThat(node.jdbc().queryForObject("select annotations from signal", String.class))
                .contains("/zähler")
                .contains("full.100%");
    }

    private void start(String source, String... settings) throws Exception {
        List<String> all = new ArrayList<>(List.of(settings));
        all.addAll(List.of(
                "mendflow.brokers.mqtt.url",
                "tcp://127.0.0.1:" + port,
                "mendflow.brokers.mqtt.topics." + source,
                "plant/+/alerts",
                "mendflow.brokers.mqtt.user",
                "mendflow",
                "mendflow.brokers.mqtt.password",
                "s3cret"));
        node = IntakeModule.on(database, all.toArray(String[]::new));
        consume();
    }

    private void consume() throws Exception {
        var camel = new DefaultCamelContext();
        camels.add(camel);
        camel.addRoutes(new MqttRoutes(node.bean(MqttSettings.class), node.bean(Messages.class)));
        camel.start();
        if (mosquitto.isAlive()) {
            String route = camel.getRoutes().get(0).getRouteId();
            await().atMost(SOON)
                    .until(() ->
                            camel.getRouteController().getRouteStatus(route).isStarted());
        }
    }

    private void startBroker() throws IOException {
        mosquitto = started(new ProcessBuilder(
                "mosquitto", "-c", folder.resolve("mosquitto.conf").toString()));
        await().atMost(SOON).ignoreExceptions().until(() -> {
            client().disconnect();
            return true;
        });
    }

    private void kill() throws InterruptedException {
        mosquitto.destroyForcibly().waitFor();
    }

    private MqttClient client() throws MqttException {
        var options = new org.eclipse.paho.mqttv5.client.MqttConnectionOptions();
        options.setUserName("mendflow");
        options.setPassword("s3cret".getBytes(StandardCharsets.UTF_8));
        options.setConnectionTimeout(5);
        var client = new MqttClient("tcp://127.0.0.1:" + port, "test", new MemoryPersistence());
        client.connect(options);
        return client;
    }

    private void publish(int alerts) throws MqttException {
        MqttClient client = client();
        for (int i = 0; i < alerts; i++) {
            client.publish(TOPIC, alert("s" + i).getBytes(StandardCharsets.UTF_8), 1, false);
        }
        client.disconnect();
        client.close();
    }

    private void publish(String body) throws MqttException {
        publish(new MqttMessage(body.getBytes(StandardCharsets.UTF_8)));
    }

    private void publish(MqttMessage message) throws MqttException {
        message.setQos(1);
        MqttClient client = client();
        client.publish(TOPIC, message);
        client.disconnect();
        client.close();
    }

    /** How many messages the broker brings again to a session that goes on: each that was not acknowledged comes before a new one. */
    private long broughtAgain() throws Exception {
        camels.forEach(CamelContext::stop);
        camels.clear();
        long before = node.ledger().received() + duplicates();
        long processed = node.ledger().processed();
        consume();
        publish(alert("marker"));
        await().atMost(SOON).until(() -> node.ledger().processed() > processed);
        return node.ledger().received() + duplicates() - before - 1;
    }

    private long duplicates() {
        return (long) node.meters()
                .counter("mendflow.intake.duplicates", "source", "generic")
                .count();
    }

    private double refused(String reason) {
        return node.meters()
                .counter("mendflow.intake.refused", "source", "generic", "reason", reason)
                .count();
    }

    private static String alert(String service) {
        return "{\"title\":\"down\",\"service\":\"%s\"}".formatted(service);
    }

    private static Process started(ProcessBuilder command) {
        try {
            return command.redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected '%s' on the PATH, as Debian's package 'mosquitto' brings it"
                            .formatted(command.command().get(0)),
                    e);
        }
    }

    private static void finish(ProcessBuilder command) {
        Process process = started(command);
        try {
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
