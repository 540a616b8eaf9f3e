package io.mendflow.intake.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.Databases;
import io.mendflow.intake.IntakeModule;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What there is of brokers without a broker. */
class BrokersTest {

    @AfterEach
    void stop() {
        IntakeModule.closeAll();
    }

    @Test
    void startsNothingThatIsNotConfigured() throws Exception {
        var node = IntakeModule.on(Databases.h2());
        try (var camel = new DefaultCamelContext()) {
            camel.addRoutes(node.bean(KafkaRoutes.class));
            camel.addRoutes(node.bean(MqttRoutes.class));
            camel.start();

            assertThat(camel.getRoutes()).isEmpty();
            assertThat(camel.getComponentNames()).isEmpty();
            assertThat(camel.getRouteController().isSupervising()).isFalse();
        }
    }

    @Test
    void startsAlthoughNoBrokerAnswers() throws Exception {
        String nobody = "127.0.0.1:" + KafkaBroker.freePort();
        var node = IntakeModule.on(
                Databases.h2(),
                "mendflow.brokers.kafka.addresses",
                nobody,
                "mendflow.brokers.kafka.topics.azuremonitor",
                "alerts",
                "mendflow.brokers.mqtt.url",
                "tcp://" + nobody,
                "mendflow.brokers.mqtt.topics.generic",
                "plant/+/alerts,plant/#");
        try (var camel = new DefaultCamelContext()) {
            camel.addRoutes(node.bean(KafkaRoutes.class));
            camel.addRoutes(node.bean(MqttRoutes.class));
            camel.start();

            assertThat(camel.getRoutes())
                    .extracting(route -> route.getRouteId())
                    .contains("kafka-azure-monitor")
                    .filteredOn(id -> id.startsWith("mqtt-generic-"))
                    .hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka.topics.generic=x | kafka.addresses must be host:port",
                "kafka.topics.generic=x kafka.addresses=host | kafka.addresses must be host:port",
                "kafka.topics.generic=x,y kafka.topics.alertmanager=y kafka.addresses=h:9092 | none twice",
                "kafka.topics.generic=a/b kafka.addresses=h:9092 | named as Kafka allows it",
                "kafka.properties.enable.auto.commit=true | must not set bootstrap.servers, group.id, enable.auto.commit",
                "kafka.group= | group",
                "mqtt.topics.generic=x | mqtt.url must be tcp://",
                "mqtt.topics.generic=x mqtt.url=mqtt://h:1883 | mqtt.url must be tcp://",
                "mqtt.password=x | needs mendflow.brokers.mqtt.user",
                "mqtt.session-expiry=PT0S | session-expiry must be"
            })
    void refusesSettingsThatCannotWork(String settings, String reason) {
        String[] pairs = pairs(settings);
        List<String> properties = new ArrayList<>();
        for (int i = 0; i < pairs.length; i += 2) {
            properties.add(pairs[i] + "=" + pairs[i + 1]);
        }

        new ApplicationContextRunner()
                .withUserConfiguration(Settings.class)
                .withPropertyValues(properties.toArray(String[]::new))
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining(reason));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kafka.topics.nagios=x kafka.addresses=h:9092", "mqtt.topics.nagios=x mqtt.url=tcp://h:1883"})
    void refusesASourceThatThereIsNot(String settings) {
        String[] pairs = pairs(settings);

        assertThatThrownBy(() -> IntakeModule.on(Databases.h2(), pairs))
                .rootCause()
                .hasMessageContaining("'nagios'. There are: alertmanager");
    }

    private static String[] pairs(String settings) {
        String[] pairs = settings.split("[ =]", -1);
        for (int i = 0; i < pairs.length; i += 2) {
            pairs[i] = "mendflow.brokers." + pairs[i];
        }
        return pairs;
    }

    @EnableConfigurationProperties({KafkaSettings.class, MqttSettings.class})
    static class Settings {}

    @Test
    void showsNoPassword() {
        assertThat(new MqttSettings(null, java.util.Map.of(), "m", "u", "s3cret", java.time.Duration.ofDays(1)))
                .asString()
                .doesNotContain("s3cret");
    }
}
