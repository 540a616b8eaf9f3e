package io.mendflow.intake.evidently;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Evidently's drift reports: the JSON of a report, of 0.7 or before, or an object that has it as {@code report} beside {@code model},
 * {@code model_version}, {@code service}, {@code environment} and {@code severity}. Drift of the data set fires, none resolves what fired for the same
 * model, service and environment before.
 *
 * @see <a href="https://docs.evidentlyai.com/docs/library/output_formats">output formats</a>
 */
@Component
class EvidentlySender implements Sender {

    /** Where the name of the model may stand, beside the report or in its metadata. */
    private static final List<String> MODEL = List.of("model", "model_name", "model_id");

    @Override
    public String type() {
        return "evidently";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        Field report = body.at("report").isMissing() ? body : body.at("report").object();
        Drift drift = Drift.of(report);
        String model = model(body, report);
        String version = first(body, report, "model_version");
        Map<String, String> labels = new LinkedHashMap<>();
        if (model != null) {
            labels.put("model", model);
        }
        if (version != null) {
            labels.put("version", version);
        }
        String service = text(body.at("service"));
        String environment = text(body.at("environment"));
        String of = model == null ? "a model" : "model '%s'".formatted(model);
        return List.of(new Draft(delivery, report)
                .kind(Kind.DRIFT)
                .status(drift.drifted() ? Status.FIRING : Status.RESOLVED)
                .severity(text(body.at("severity")))
                .title(
                        drift.drifted()
                                ? "The data of %s drift".formatted(of)
                                : "The data of %s do not drift".formatted(of))
                .service(service == null ? model : service)
                .environment(environment)
                .fingerprint(Texts.hash(List.of(
                        "dataset drift", String.valueOf(model), String.valueOf(service), String.valueOf(environment))))
                .labels(labels)
                .annotations(drift.annotations())
                .annotation("reportedAt", text(report.at("timestamp")))
                .orElse("Drift", "unknown")
                .signal());
    }

    private static @Nullable String model(Field body, Field report) {
        return first(body, report, MODEL.toArray(String[]::new));
    }

    private static @Nullable String first(Field body, Field report, String... names) {
        for (Field at : List.of(body, body.at("metadata"), report, report.at("metadata"))) {
            for (String name : names) {
                String found = at.isObject() ? text(at.at(name)) : null;
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    private static @Nullable String text(Field field) {
        String text = field.textOrNull();
        return text == null || text.isBlank() ? null : text;
    }
}
