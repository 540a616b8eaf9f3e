package io.mendflow.intake.zabbix;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Batch;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/**
 * Zabbix. Its webhooks have no schema of their own: whatever parameters a script posts are found by the names of their macros. An event is told
 * apart by {@code {EVENT.ID}}, which its recovery has too; {@code {EVENT.VALUE}} 0 or {@code OK} resolves. An array, or the lines of a
 * streaming connector, are a batch.
 *
 * @see <a href="https://www.zabbix.com/documentation/current/en/manual/appendix/macros/supported_by_location">macros</a>
 * @see <a href="https://www.zabbix.com/documentation/current/en/manual/config/export/streaming">streaming</a>
 */
@Component
class ZabbixSender implements Sender {

    private static final DateTimeFormatter DATE_TIME = DateTimeFormatter.ofPattern("yyyy.MM.dd HH:mm:ss", Locale.ROOT);
    private static final MediaType LINES = MediaType.parseMediaType("application/x-ndjson");
    private static final String SUBJECT = "(?i)^(problem|resolved( in [^:]*)?|updated problem[^:]*|ok|recovery): *";
    private static final int LONGEST_SERVICE = 200;

    private final ZabbixSettings settings;

    ZabbixSender(ZabbixSettings settings) {
        this.settings = settings;
    }

    @Override
    public String type() {
        return "zabbix";
    }

    @Override
    public boolean accepts(@Nullable MediaType contentType) {
        return isLines(contentType) || Sender.super.accepts(contentType);
    }

    @Override
    public String contentTypes() {
        return "application/json or application/x-ndjson";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Sender.super.proves(delivery, secret) || Credentials.tokenInAddress(delivery, secret);
    }

    @Override
    public String proofs() {
        return Sender.super.proofs() + ", or ?token=<secret> in the address";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        if (isLines(delivery.contentType())) {
            List<String> lines = new String(delivery.body(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
            return Batch.read(
                    delivery, lines, line -> signal(delivery, Field.of(line.getBytes(StandardCharsets.UTF_8))));
        }
        Field body = Field.of(delivery.body());
        return Batch.read(delivery, body.isArray() ? body.items() : List.of(body), event -> signal(delivery, event));
    }

    private Signal signal(Delivery delivery, Field event) {
        Macros macros = Macros.of(event);
        Map<String, String> tags = Tags.of(macros);
        String host = host(macros);
        String title = title(macros);
        String id = macros.text("peventid", "eventid");
        String trigger = macros.text("triggerid", "objectid");
        if (title == null && id == null && trigger == null) {
            event.at("event_id").refuse("at least one of the macros EVENT.ID, TRIGGER.ID and EVENT.NAME");
        }
        Status status = status(macros);
        Draft draft = new Draft(delivery, event)
                .status(status)
                .severity(severity(macros))
                .title(title)
                .service(shortened(first(tags, settings.serviceTags())))
                .environment(settings.environment())
                .environment(first(tags, settings.environmentTags()))
                .fingerprint(fingerprint(id, trigger, host, title))
                .startsAt(status == Status.RESOLVED ? null : begun(macros))
                .endsAt(status == Status.RESOLVED ? ended(macros) : null)
                .labels(tags)
                .labels(label("host", host))
                .labels(label("trigger", trigger));
        annotate(draft, macros);
        return draft.orElse("Zabbix event " + (id == null ? trigger : id), host == null ? "unknown" : shortened(host))
                .signal();
    }

    private static void annotate(Draft draft, Macros macros) {
        draft.annotation("event", macros.text("eventid"))
                .annotation("message", macros.text("alertmessage", "message", "eventmessage"))
                .annotation("description", macros.text("triggerdescription", "description"))
                .annotation("operationalData", macros.text("eventopdata", "opdata"))
                .annotation("acknowledged", macros.text("eventackstatus"))
                .annotation("update", macros.text("eventupdatemessage", "eventupdateaction"))
                .annotation("address", macros.text("hostip", "hostconn"))
                .annotation("url", macros.text("triggerurl", "eventurl", "zabbixurl", "url"));
    }

    /** Its value, else its word, else how the default subjects begin; firing when nothing tells. */
    private static Status status(Macros macros) {
        for (String name : new String[] {
            "eventvalue", "value", "eventstatus", "status", "triggervalue", "triggerstatus", "eventrecoveryvalue"
        }) {
            String word = macros.text(name);
            switch (word == null ? "" : word.toUpperCase(Locale.ROOT)) {
                case "0", "OK", "RESOLVED", "RECOVERY", "NORMAL" -> {
                    return Status.RESOLVED;
                }
                case "1", "PROBLEM" -> {
                    return Status.FIRING;
                }
                default -> {
                    // Says nothing of this.
                }
            }
        }
        String subject = macros.text("alertsubject", "subject");
        return subject != null && subject.matches("(?is)(resolved|ok|recovery)\\b.*") ? Status.RESOLVED : Status.FIRING;
    }

    private static @Nullable String severity(Macros macros) {
        String word = macros.text(
                "eventnseverity", "eventseverity", "triggernseverity", "triggerseverity", "nseverity", "severity");
        return switch (word == null ? "" : word.toLowerCase(Locale.ROOT)) {
            case "5", "disaster" -> "critical";
            case "4", "high", "3", "average" -> "error";
            case "2", "warning" -> "warning";
            case "1", "information", "0", "not classified" -> "info";
            default -> word;
        };
    }

    private static @Nullable String title(Macros macros) {
        String name = macros.text("eventname", "triggername", "name");
        String subject = macros.text("alertsubject", "subject");
        return name != null || subject == null ? name : subject.replaceFirst(SUBJECT, "");
    }

    private static @Nullable String host(Macros macros) {
        Field hosts = macros.field("hosts");
        Stream<String> streamed = hosts == null
                ? Stream.empty()
                : hosts.anyItems().stream()
                        .flatMap(host -> Stream.of(host.at("name"), host.at("host"), host))
                        .filter(field -> !field.isObject())
                        .map(Field::anyText);
        return Stream.concat(
                        Stream.of(macros.text("hostname", "hosthost", "host", "servicename"))
                                .filter(Objects::nonNull),
                        streamed.filter(Objects::nonNull))
                .findFirst()
                .orElse(null);
    }

    /** Without the id of the event, that of its trigger tells problems apart, else their name on their host. */
    private static String fingerprint(
            @Nullable String id, @Nullable String trigger, @Nullable String host, @Nullable String title) {
        if (id != null) {
            return id;
        }
        return trigger == null
                ? Texts.hash(List.of(String.valueOf(host), String.valueOf(title)))
                : "trigger " + trigger;
    }

    private @Nullable Instant begun(Macros macros) {
        return time(macros, new String[] {"eventtimestamp", "clock"}, "eventdate", "eventtime");
    }

    private @Nullable Instant ended(Macros macros) {
        return time(macros, new String[] {"eventrecoverytimestamp", "clock"}, "eventrecoverydate", "eventrecoverytime");
    }

    private @Nullable Instant time(Macros macros, String[] stamps, String date, String time) {
        for (String name : stamps) {
            Field stamp = macros.field(name);
            if (stamp != null && stamp.anyTime() != null) {
                return stamp.anyTime();
            }
        }
        try {
            return LocalDateTime.parse(macros.text(date) + " " + macros.text(time), DATE_TIME)
                    .atZone(settings.zone())
                    .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static @Nullable String first(Map<String, String> tags, List<String> names) {
        return names.stream()
                .map(tags::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }

    private static @Nullable String shortened(@Nullable String name) {
        return name == null ? null : Texts.shortened(name, LONGEST_SERVICE);
    }

    private static Map<String, String> label(String name, @Nullable String value) {
        return value == null ? Map.of() : Map.of(name, value);
    }

    private static boolean isLines(@Nullable MediaType contentType) {
        return contentType != null && LINES.equalsTypeAndSubtype(contentType);
    }
}
