package io.mendflow.intake.broker;

import java.nio.charset.StandardCharsets;

/**
 * The attributes of a CloudEvent beside its data, named and written as over HTTP, which is how its sender reads them.
 *
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/kafka-protocol-binding.md">Kafka binding</a>
 * @see <a href="https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/mqtt-protocol-binding.md">MQTT binding</a>
 */
final class CloudEventHeaders {

    static final String PREFIX = "ce-";

    private CloudEventHeaders() {}

    /** Brokers carry text as it is; in an HTTP header all but printable ASCII is percent-encoded. */
    static String encoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0x20 && b < 0x7f && b != '%' && b != '"') {
                encoded.append((char) b);
            } else {
                encoded.append('%').append("%02X".formatted(b));
            }
        }
        return encoded.toString();
    }
}
