package io.mendflow.intake;

import io.mendflow.incident.Signal;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * The inbox for what brokers bring. What is trusted is the connection to the broker, so no message has to prove where it comes from; and nobody
 * waits for an answer, so what cannot be read is kept as well and becomes a dead letter.
 */
@Component
public class Messages {

    private static final Logger log = LoggerFactory.getLogger(Messages.class);
    private static final int LONGEST_TYPE = 200;

    private final Sources sources;
    private final Writer writer;
    private final Receipts receipts;
    private final Meters meters;
    private final long most;
    private final Clock clock;

    Messages(Sources sources, Writer writer, Receipts receipts, Meters meters, InboxSettings settings, Clock clock) {
        this.sources = sources;
        this.writer = writer;
        this.receipts = receipts;
        this.meters = meters;
        this.most = settings.maxBody().toBytes();
        this.clock = clock;
    }

    /**
     * The source that a setting names; environment variables cannot spell its hyphens.
     *
     * @throws IllegalStateException when there is none
     */
    public String source(String name, String setting) {
        return sources.names().stream()
                .filter(known -> known.equals(name) || Sources.plain(known).equals(Sources.plain(name)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "Expected the name of a source in %s, but there is no source '%s'. There are: %s. Others are added by mendflow.sources.<name>.type."
                                .formatted(setting, name, String.join(", ", sources.names()))));
    }

    /**
     * Commits a message; the broker may be told when it returns.
     *
     * @throws Refusal when it could not be committed, and has to come again
     */
    public void take(Message message) {
        long begun = System.nanoTime();
        Source source = Objects.requireNonNull(sources.find(message.source()), message.source());
        Delivery delivery = delivery(source, message);
        Entry entry = Entry.of(
                receipts.next(),
                delivery,
                message.position() == null
                        ? identity(delivery, source.sender())
                        : Entry.position(delivery, message.position()),
                read(delivery),
                false);
        try {
            boolean duplicate = !writer.write(entry).equals(entry.receipt());
            meters.acknowledged(source.name(), duplicate, System.nanoTime() - begun);
        } catch (Refusal e) {
            meters.refused(source.name(), e.word());
            throw e;
        }
    }

    private Delivery delivery(Source source, Message message) {
        Map<String, String> kept = new HashMap<>(message.headers());
        kept.keySet().removeIf(name -> !source.sender().keeps(name));
        // A web server lets no such header through; a broker does.
        kept.replaceAll((name, value) -> Texts.storable(value));
        kept.put(Delivery.ORIGIN, message.origin());
        byte[] body = message.body();
        if (body.length > most) {
            kept.put(Delivery.CUT, "%d bytes, of which the first %d are kept".formatted(body.length, most));
            body = Arrays.copyOf(body, (int) most);
        }
        return new Delivery(
                source.name(),
                contentType(source.sender(), message.contentType()),
                kept,
                body,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /** Few producers say what they send; what they say is heeded where it makes a difference. */
    private static MediaType contentType(Sender sender, @Nullable String said) {
        try {
            if (said != null && said.length() <= LONGEST_TYPE) {
                MediaType type = MediaType.parseMediaType(said);
                if (sender.accepts(type)) {
                    return type;
                }
            }
        } catch (InvalidMediaTypeException e) {
            log.debug("Not a content type: {}", said);
        }
        return MediaType.APPLICATION_JSON;
    }

    private static String identity(Delivery delivery, Sender sender) {
        try {
            return Entry.identity(delivery, sender);
        } catch (Malformed e) {
            return Entry.bytes(delivery);
        }
    }

    /** Its signals; none when it cannot be read, of which the worker that processes it makes a dead letter with the reason. */
    private List<Signal> read(Delivery delivery) {
        try {
            return sources.read(delivery);
        } catch (RuntimeException | StackOverflowError e) {
            log.debug("A message cannot be read, {}: {}", delivery.header(Delivery.ORIGIN), Failures.reason(e));
            return List.of();
        }
    }
}
