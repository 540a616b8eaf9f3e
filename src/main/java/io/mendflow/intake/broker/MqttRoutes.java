package io.mendflow.intake.broker;

import io.mendflow.intake.Message;
import io.mendflow.intake.Messages;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Component;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Configuration;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.eclipse.paho.mqttv5.common.packet.UserProperty;
import org.springframework.stereotype.Component;

/** From MQTT: a route for each topic. A message is acknowledged, at least once, after it is in the inbox. */
@Component
class MqttRoutes extends RouteBuilder {

    private static final int AT_LEAST_ONCE = 1;

    /** As many as the client holds without making its own connection wait. */
    private static final int UNACKNOWLEDGED = 10;

    private static final long RETRY_MILLIS = 1000;
    private static final long SLOWEST_RETRY_MILLIS = 30_000;
    private static final double SLOWER = 2;

    private final MqttSettings settings;
    private final Messages messages;
    private final Map<String, List<String>> topics = new TreeMap<>();

    MqttRoutes(MqttSettings settings, Messages messages) {
        this.settings = settings;
        this.messages = messages;
        settings.topics()
                .forEach((source, names) ->
                        topics.put(messages.source(source, "mendflow.brokers.mqtt.topics." + source), names));
    }

    @Override
    public void configure() {
        if (topics.isEmpty()) {
            return;
        }
        // A broker that is away when Mendflow starts is no reason not to start.
        var controller = getContext().getRouteController().supervising();
        controller.setIncludeRoutes("mqtt-*");
        controller.setInitialDelay(0);
        controller.setBackOffDelay(RETRY_MILLIS);
        controller.setBackOffMaxDelay(SLOWEST_RETRY_MILLIS);
        controller.setBackOffMultiplier(SLOWER);
        errorHandler(Patience.of(defaultErrorHandler()));
        var component = new PahoMqtt5Component(getContext());
        topics.forEach((source, names) -> names.forEach(topic -> {
            String id = source + "-" + shortened(topic);
            from(new MqttSession(topic, component, configuration(id)))
                    .routeId("mqtt-" + id)
                    .routeDescription("Payloads of %s from MQTT, topic %s".formatted(source, topic))
                    .process(exchange -> messages.take(message(source, exchange)));
        }));
    }

    private PahoMqtt5Configuration configuration(String id) {
        var configuration = new PahoMqtt5Configuration();
        configuration.setBrokerUrl(String.valueOf(settings.url()));
        // A session of its own for each topic, since what a session has subscribed to stays when the settings change.
        configuration.setClientId(settings.clientId() + "-" + id);
        configuration.setUserName(settings.user());
        configuration.setPassword(settings.password());
        configuration.setQos(AT_LEAST_ONCE);
        configuration.setCleanStart(false);
        configuration.setSessionExpiryInterval(settings.sessionExpiry().toSeconds());
        configuration.setManualAcksEnabled(true);
        configuration.setReceiveMaximum(UNACKNOWLEDGED);
        configuration.setAutomaticReconnect(true);
        configuration.setMaxReconnectDelay((int) SLOWEST_RETRY_MILLIS);
        return configuration;
    }

    private static Message message(String source, Exchange exchange) {
        var message = exchange.getMessage();
        var properties = message.getHeader(PahoMqtt5Constants.CAMEL_PAHO_MSG_PROPERTIES, MqttProperties.class);
        byte[] body = message.getBody(byte[].class);
        return new Message(
                source,
                properties == null ? null : properties.getContentType(),
                properties == null ? Map.of() : headers(properties.getUserProperties()),
                body == null ? new byte[0] : body,
                "topic '%s' of MQTT".formatted(message.getHeader(PahoMqtt5Constants.MQTT_TOPIC)),
                null);
    }

    private static Map<String, String> headers(List<UserProperty> properties) {
        boolean event =
                properties.stream().anyMatch(property -> property.getKey().equals("specversion"));
        Map<String, String> headers = new HashMap<>();
        properties.forEach(property -> {
            String name = property.getKey().toLowerCase(Locale.ROOT);
            headers.put(
                    event ? CloudEventHeaders.PREFIX + name : name,
                    event ? CloudEventHeaders.encoded(property.getValue()) : property.getValue());
        });
        return headers;
    }

    private static String shortened(String topic) {
        return UUID.nameUUIDFromBytes(topic.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }
}
