package io.mendflow.intake.pingdom;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Pingdom. A check is told apart by its id; {@code UP}, and {@code SUCCESS} of a transaction, resolve. Its name is the service.
 *
 * @see <a href="https://www.pingdom.com/resources/webhooks/">state change webhooks</a>
 */
@Component
class PingdomSender implements Sender {

    private static final int LONGEST_SERVICE = 200;

    @Override
    public String type() {
        return "pingdom";
    }

    /** Pingdom sets no headers. */
    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Sender.super.proves(delivery, secret) || Credentials.tokenInAddress(delivery, secret);
    }

    @Override
    public String proofs() {
        return "?token=<secret> in the address, or " + Sender.super.proofs();
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field check = Field.of(delivery.body()).object();
        String id = check.at("check_id").text();
        String name = check.at("check_name").anyText();
        String state = check.at("current_state").text().toUpperCase(Locale.ROOT);
        Status status = status(state, check.at("current_state"));
        Instant changed = changed(check);
        Field params = check.at("check_params");
        String what = name == null ? "Check " + id : name;
        String why = check.at("description").anyText();
        return List.of(new Draft(delivery, check)
                .status(status)
                .severity(severity(check.at("importance_level").anyText()))
                .title("%s is %s%s".formatted(what, state, why == null ? "" : ": " + why))
                .service(Texts.shortened(what, LONGEST_SERVICE))
                .fingerprint(id)
                .startsAt(status == Status.RESOLVED ? null : changed)
                .endsAt(changed)
                .labels(labels(id, check, params))
                .annotation("description", check.at("long_description").anyText())
                .annotation("url", params.at("full_url").anyText())
                .annotation("previousState", check.at("previous_state").anyText())
                .annotation("firstProbe", probe(check.at("first_probe")))
                .annotation("secondProbe", probe(check.at("second_probe")))
                .signal());
    }

    private static Status status(String state, Field field) {
        return switch (state) {
            case "UP", "SUCCESS", "SUCCESSFUL" -> Status.RESOLVED;
            case "DOWN", "FAILING", "FAILED", "UNCONFIRMED_DOWN" -> Status.FIRING;
            case "PAUSED", "UNKNOWN" -> Status.OCCURRED;
            default -> field.refuse("UP, DOWN, SUCCESS or FAILING");
        };
    }

    private static String severity(@Nullable String importance) {
        return "HIGH".equalsIgnoreCase(importance) ? "error" : "warning";
    }

    private static @Nullable Instant changed(Field check) {
        Instant stamp = check.at("state_changed_timestamp").anyTime();
        String utc = check.at("state_changed_utc_time").anyText();
        if (stamp != null || utc == null) {
            return stamp;
        }
        try {
            return Instant.parse(utc.endsWith("Z") ? utc : utc + "Z");
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static Map<String, String> labels(String id, Field check, Field params) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("check", id);
        put(labels, "type", check.at("check_type").anyText());
        put(labels, "host", params.at("hostname").anyText());
        String tags = check.at("tags").anyItems().stream()
                .map(Field::anyText)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(","));
        put(labels, "tags", tags.isEmpty() ? null : tags);
        return labels;
    }

    private static @Nullable String probe(Field probe) {
        String location = probe.at("location").anyText();
        return location == null ? probe.at("ip").anyText() : location;
    }

    private static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
