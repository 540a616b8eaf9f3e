package io.mendflow.intake.cloudwatch;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Batch;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import io.mendflow.intake.Unproven;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Amazon CloudWatch behind SNS. An envelope is taken only with a signature that holds, and its subscription confirmed only for the topics of
 * {@code mendflow.cloudwatch.topics}; no address in a message is fetched before that. A raw delivery has no signature: it is taken like that of
 * any other sender, by the secret of the source, and from anybody only where neither secret nor topics are set.
 */
@Component
class CloudwatchSender implements Sender {

    private static final Logger log = LoggerFactory.getLogger(CloudwatchSender.class);
    private static final String MESSAGE_ID = "x-amz-sns-message-id";

    private final CloudwatchSettings settings;
    private final Signatures signatures;
    private final Aws aws;
    private final Alarms alarms;

    CloudwatchSender(CloudwatchSettings settings, Signatures signatures, Aws aws) {
        this.settings = settings;
        this.signatures = signatures;
        this.aws = aws;
        this.alarms = new Alarms(settings);
    }

    @Override
    public String type() {
        return "cloudwatch";
    }

    /** SNS calls its JSON {@code text/plain}. */
    @Override
    public boolean accepts(@Nullable MediaType contentType) {
        return contentType != null && contentType.isCompatibleWith(MediaType.TEXT_PLAIN)
                || Sender.super.accepts(contentType);
    }

    @Override
    public String contentTypes() {
        return "application/json or text/plain";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Sender.super.proves(delivery, secret) || Credentials.tokenInAddress(delivery, secret);
    }

    @Override
    public String proofs() {
        return "basic authentication with the secret as password, as in https://any:<secret>@host/hooks/cloudwatch, or ?token=<secret> in the address";
    }

    @Override
    public void admit(Delivery delivery, boolean proven) {
        List<Envelope> envelopes = Envelope.in(Field.of(delivery.body()));
        if (envelopes.isEmpty() && !proven && !settings.topics().isEmpty()) {
            throw Unproven.refused(
                    "Expected a message signed by SNS, since mendflow.cloudwatch.topics is set, but this is a raw one. Switch raw delivery off, or set a secret for the source.");
        }
        for (Envelope envelope : envelopes) {
            signatures.verify(envelope);
            admit(envelope);
        }
        envelopes.stream()
                .filter(envelope -> envelope.type().equals(Envelope.SUBSCRIPTION))
                .forEach(this::confirm);
    }

    private void admit(Envelope envelope) {
        boolean subscribes = envelope.type().equals(Envelope.SUBSCRIPTION);
        if ((subscribes || !settings.topics().isEmpty()) && !settings.topics().contains(envelope.topic())) {
            log.warn(
                    "SNS topic {} is not among mendflow.cloudwatch.topics: its {} was refused",
                    envelope.topic(),
                    envelope.type());
            throw Unproven.refused(
                    "Expected a message of one of the topics in mendflow.cloudwatch.topics, but it is of %s. Add it there to take its messages and confirm its subscription."
                            .formatted(Texts.shortened(envelope.topic(), 300)));
        }
    }

    private void confirm(Envelope envelope) {
        var uri = aws.allowed("SubscribeURL", envelope.subscribeUrl());
        if (!List.of(String.valueOf(uri.getQuery()).split("&")).contains("Action=ConfirmSubscription")) {
            throw new Malformed("/SubscribeURL", "an address with Action=ConfirmSubscription", "another");
        }
        aws.get(uri);
        log.info("The subscription to SNS topic {} is confirmed", envelope.topic());
    }

    @Override
    public boolean provesItself() {
        return !settings.topics().isEmpty();
    }

    /** SNS tries again with the same id. */
    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        List<Envelope> envelopes = Envelope.in(Field.of(delivery.body()));
        return envelopes.size() == 1 ? envelopes.get(0).id() : delivery.header(MESSAGE_ID);
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body());
        List<Envelope> envelopes = Envelope.in(body);
        return envelopes.isEmpty()
                ? List.of(alarms.read(delivery, body))
                : Batch.read(delivery, envelopes, envelope -> signal(delivery, envelope));
    }

    private Signal signal(Delivery delivery, Envelope envelope) {
        if (!envelope.type().equals(Envelope.NOTIFICATION)) {
            return subscription(delivery, envelope);
        }
        try {
            Field message = envelope.field().at("Message").parsed();
            if (Alarms.isAlarm(message)) {
                return alarms.read(delivery, message);
            }
        } catch (Malformed e) {
            if (looksLikeAnAlarm(envelope)) {
                throw e;
            }
        }
        return notice(delivery, envelope);
    }

    /** What else is published to the topic says neither that there is trouble nor that it is over. */
    private Signal notice(Delivery delivery, Envelope envelope) {
        Field field = envelope.field();
        String message = field.at("Message").anyText();
        return draft(delivery, envelope)
                .status(Status.OCCURRED)
                .title(field.at("Subject").anyText())
                .annotation("message", message)
                .orElse(
                        message == null
                                ? "A message without text"
                                : message.lines().findFirst().orElse(message),
                        name(envelope.topic()))
                .signal();
    }

    private Signal subscription(Delivery delivery, Envelope envelope) {
        boolean begins = envelope.type().equals(Envelope.SUBSCRIPTION);
        return draft(delivery, envelope)
                .kind(Kind.CHANGE)
                .title("SNS topic %s %s Mendflow"
                        .formatted(name(envelope.topic()), begins ? "is subscribed by" : "no longer sends to"))
                .orElse("", "cloudwatch")
                .signal();
    }

    private Draft draft(Delivery delivery, Envelope envelope) {
        return new Draft(delivery, envelope.field())
                .environment(settings.environment())
                .fingerprint(envelope.id())
                .startsAt(envelope.field().at("Timestamp").anyTime())
                .annotation("topic", envelope.topic());
    }

    private static boolean looksLikeAnAlarm(Envelope envelope) {
        return String.valueOf(envelope.field().at("Message").anyText()).contains("\"NewStateValue\"");
    }

    private static String name(String topic) {
        return topic.substring(topic.lastIndexOf(':') + 1);
    }

    @Override
    public boolean keeps(String header) {
        return header.equals(MESSAGE_ID);
    }
}
