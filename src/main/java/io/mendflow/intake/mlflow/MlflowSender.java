package io.mendflow.intake.mlflow;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * MLflow's model registry. Each event is a change of the model, with the labels {@code event}, {@code model} and, where it has them,
 * {@code version}, {@code alias} and {@code tag}. Of other entities, such as prompts, only the label {@code event} is certain.
 *
 * @see <a href="https://mlflow.org/docs/latest/ml/webhooks/">MLflow webhooks</a>
 */
@Component
class MlflowSender implements Sender {

    private static final List<String> OF_MODELS =
            List.of("registered_model", "model_version", "model_version_tag", "model_version_alias");

    @Override
    public String type() {
        return "mlflow";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Signature.proves(delivery, secret);
    }

    @Override
    public String proofs() {
        return "'X-MLflow-Signature: v1,<Base64 of HMAC-SHA256 over delivery id, dot, timestamp, dot, body>' beside X-MLflow-Delivery-Id and an X-MLflow-Timestamp of the last minutes, as MLflow sends them when its webhook has the secret";
    }

    /** MLflow tries again with the same id. */
    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        String id = delivery.header(Signature.DELIVERY_ID);
        return id == null || id.isBlank() ? null : id;
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        String entity = body.at("entity").text();
        String event = entity + "." + body.at("action").text();
        Field data = body.at("data").object();
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("event", event);
        boolean ofModel = OF_MODELS.contains(entity);
        put(
                labels,
                ofModel ? "model" : "name",
                ofModel ? data.at("name").text() : data.at("name").textOrNull());
        put(labels, "version", data.at("version").textOrNull());
        put(labels, "alias", data.at("alias").textOrNull());
        put(labels, "tag", data.at("key").textOrNull());
        return List.of(new Draft(delivery, data)
                .kind(Kind.CHANGE)
                .title(title(event, labels))
                .service(labels.get("model"))
                .fingerprint(fingerprint(labels))
                .startsAt(body.at("timestamp").timeOrNull())
                .labels(labels)
                .annotation("value", data.at("value").textOrNull())
                .annotation("source", data.at("source").textOrNull())
                .annotation("runId", data.at("run_id").textOrNull())
                .annotation("description", data.at("description").textOrNull())
                .annotation("workspace", body.at("workspace").textOrNull())
                .annotation("deliveryId", delivery.header(Signature.DELIVERY_ID))
                .orElse(event, "mlflow")
                .signal());
    }

    @Override
    public boolean keeps(String header) {
        return header.equals(Signature.DELIVERY_ID);
    }

    private static String title(String event, Map<String, String> labels) {
        String model = "model '%s'".formatted(labels.get("model"));
        String version = "version %s of %s".formatted(labels.get("version"), model);
        return switch (event) {
            case "registered_model.created" -> "Registered " + model;
            case "model_version.created" -> "Created " + version;
            case "model_version_alias.created" -> "Alias '%s' points to %s".formatted(labels.get("alias"), version);
            case "model_version_alias.deleted" -> "Alias '%s' of %s is gone".formatted(labels.get("alias"), model);
            case "model_version_tag.set" -> "Tag '%s' of %s is set".formatted(labels.get("tag"), version);
            case "model_version_tag.deleted" -> "Tag '%s' of %s is gone".formatted(labels.get("tag"), version);
            default -> labels.containsKey("name") ? "%s: %s".formatted(event, labels.get("name")) : event;
        };
    }

    private static String fingerprint(Map<String, String> labels) {
        return Texts.hash(labels.entrySet().stream()
                .flatMap(label -> Stream.of(label.getKey(), label.getValue()))
                .toList());
    }

    private static void put(Map<String, String> labels, String name, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            labels.put(name, value);
        }
    }
}
