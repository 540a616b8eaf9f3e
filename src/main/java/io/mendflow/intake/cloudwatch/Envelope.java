package io.mendflow.intake.cloudwatch;

import io.mendflow.intake.Field;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message as SNS wraps it.
 *
 * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html">message and JSON formats</a>
 */
record Envelope(Field field, String type) {

    static final String NOTIFICATION = "Notification";
    static final String SUBSCRIPTION = "SubscriptionConfirmation";
    static final String UNSUBSCRIPTION = "UnsubscribeConfirmation";

    private static final List<String> OF_NOTIFICATIONS =
            List.of("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type");
    private static final List<String> OF_CONFIRMATIONS =
            List.of("Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type");

    /** The envelopes in a body: one, all that a Lambda function hands on, or none when the delivery is raw. */
    static List<Envelope> in(Field body) {
        if (body.object().at("Records").isArray()) {
            return body.at("Records").items().stream()
                    .map(each -> of(each.at("Sns").object()))
                    .toList();
        }
        boolean wrapped = !body.at("Type").isMissing()
                && (!body.at("TopicArn").isMissing() || !body.at("MessageId").isMissing());
        return wrapped ? List.of(of(body)) : List.of();
    }

    private static Envelope of(Field field) {
        String type = field.at("Type").text();
        if (!List.of(NOTIFICATION, SUBSCRIPTION, UNSUBSCRIPTION).contains(type)) {
            field.at("Type").refuse("Notification, SubscriptionConfirmation or UnsubscribeConfirmation");
        }
        return new Envelope(field, type);
    }

    String id() {
        return field.at("MessageId").text();
    }

    String topic() {
        return field.at("TopicArn").text();
    }

    /** Lambda spells it otherwise. */
    String certificateUrl() {
        Field url = field.at("SigningCertURL");
        return (url.isMissing() ? field.at("SigningCertUrl") : url).text();
    }

    String signature() {
        return field.at("Signature").text();
    }

    /** {@code 1} for SHA1, {@code 2} for SHA256. */
    @Nullable
    String signatureVersion() {
        return field.at("SignatureVersion").textOrNull();
    }

    String subscribeUrl() {
        return field.at("SubscribeURL").text();
    }

    /**
     * What is signed: name and value, each with a line feed, in the order of the names.
     *
     * @see <a href="https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html">the string to
     *     sign</a>
     */
    byte[] signed() {
        var signed = new StringBuilder();
        for (String name : type.equals(NOTIFICATION) ? OF_NOTIFICATIONS : OF_CONFIRMATIONS) {
            String value = field.at(name).textOrNull();
            if (value != null) {
                signed.append(name).append('\n').append(value).append('\n');
            } else if (!name.equals("Subject")) {
                field.at(name).refuse("text");
            }
        }
        return signed.toString().getBytes(StandardCharsets.UTF_8);
    }
}
