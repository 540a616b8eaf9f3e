package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelStage;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewVersion;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The versions. All artifacts of one are in MLflow before the version is, in a folder that has their digest in its name: what broke off is filled
 * again, and is no version until then. A version that MLflow does not call READY counts as none.
 */
final class Versions {

    private static final Logger log = LoggerFactory.getLogger(Versions.class);
    private static final String BASE = "mlflow/model-versions/";

    private final Api api;
    private final Models models;
    private final Runs runs;
    private final Artifacts artifacts;
    private final Contents contents;

    Versions(Api api, Models models, Runs runs, Artifacts artifacts) {
        this.api = api;
        this.models = models;
        this.runs = runs;
        this.artifacts = artifacts;
        this.contents = new Contents(artifacts);
    }

    ModelVersion create(NewVersion wanted) {
        models.require(wanted.model());
        wanted.tags().keySet().forEach(Names::tag);
        String id = Names.hash(wanted.model() + "\n" + wanted.key());
        Optional<JsonNode> known = withId(wanted.model(), id);
        if (known.isPresent()) {
            return read(known.get());
        }
        wanted.requireDistinct(Names::artifact);
        JsonNode run = run(wanted, id);
        String root = run.path("info").path("artifact_uri").asText();
        String what = "a new version of model '%s'".formatted(wanted.model());
        String made;
        List<ArtifactFile> files;
        try (Spool spool = Spool.of(wanted.artifacts())) {
            files = spool.files();
            made = root + "/mendflow/" + id + "-" + ArtifactFile.digest(files).substring(0, 16);
            String place = artifacts.place(made, what);
            files.forEach(file -> artifacts.put(place + "/" + file.path(), spool.content(file)));
            contents.keep(place, files);
            contents.requireWhole(place, files, what);
        }
        api.post(BASE + "create", request(wanted, id, run, made, files));
        return read(first(wanted.model(), id));
    }

    Optional<ModelVersion> find(String model, String version) {
        return node(model, version).map(this::read);
    }

    ModelVersion require(String model, String version) {
        return find(model, version).orElseThrow(() -> none(model, version));
    }

    /** Newest first. One whose artifacts cannot be read is left out, and the log says why. */
    List<ModelVersion> all(String model) {
        models.require(model);
        List<ModelVersion> all = new ArrayList<>();
        for (JsonNode version : search("name='%s'".formatted(model))) {
            try {
                all.add(read(version));
            } catch (ModelDamaged e) {
                log.warn("Left out of the versions of model '{}': {}", model, e.getMessage());
            }
        }
        return all;
    }

    void tag(String model, String version, String tag, @Nullable String value) {
        if (node(model, version).isEmpty()) {
            throw none(model, version);
        }
        if (value == null) {
            api.delete(BASE + "delete-tag", Map.of("name", model, "version", version, "key", tag));
        } else {
            setTag(model, version, tag, value);
        }
    }

    /** @throws ModelDamaged when an artifact is missing or has another size */
    void requireWhole(ModelVersion version) {
        JsonNode node =
                node(version.model(), version.version()).orElseThrow(() -> none(version.model(), version.version()));
        contents.requireWhole(place(node), version.files(), what(node));
    }

    InputStream open(String model, String version, String path) {
        JsonNode node = node(model, version).orElseThrow(() -> none(model, version));
        ModelVersion found = read(node);
        String what = "artifact %s of %s".formatted(path, what(node));
        ArtifactFile file = found.files().stream()
                .filter(candidate -> candidate.path().equals(path))
                .findFirst()
                .orElseThrow(() -> new ModelNotFound("Expected %s, but it has only %s"
                        .formatted(
                                what,
                                found.files().stream().map(ArtifactFile::path).toList())));
        return file.checked(artifacts.require(place(node) + "/" + path, what), what);
    }

    private JsonNode run(NewVersion wanted, String id) {
        String made = wanted.run();
        if (made == null) {
            return runs.holder(id, wanted.model());
        }
        JsonNode run = runs.require(made);
        String model = Runs.model(run);
        if (model != null && !model.equals(wanted.model())) {
            throw new ModelNotFound(
                    "Expected run %s to be of model '%s', but it is of '%s'".formatted(made, wanted.model(), model));
        }
        return run;
    }

    private static Map<String, Object> request(
            NewVersion wanted, String id, JsonNode run, String source, List<ArtifactFile> files) {
        Map<String, String> tags = new HashMap<>(wanted.tags());
        tags.put(Names.ID, id);
        tags.put(Names.KEY, wanted.key());
        tags.put(Names.DIGEST, ArtifactFile.digest(files));
        tags.put(Names.STAGE, ModelStage.CANDIDATE.text());
        if (wanted.run() == null) {
            tags.put(Names.HOLDER, "true");
        }
        Map<String, Object> request = new HashMap<>();
        request.put("name", wanted.model());
        request.put("source", source);
        request.put("run_id", run.path("info").path("run_id").asText());
        request.put("tags", Api.pairs(tags));
        if (wanted.description() != null) {
            request.put("description", wanted.description());
        }
        return request;
    }

    /** MLflow keeps no tag unique. Of those made with one key at one time, the first stays, and the others are taken away. */
    private JsonNode first(String model, String id) {
        List<JsonNode> made = new ArrayList<>(search("name='%s' and tags.`%s` = '%s'".formatted(model, Names.ID, id)));
        if (made.isEmpty()) {
            throw new ModelNotFound("Expected the version of model '%s' that was just made, but somebody took it away"
                    .formatted(model));
        }
        JsonNode first = made.remove(made.size() - 1);
        made.forEach(other -> takeAway(model, other.path("version").asText()));
        return first;
    }

    private void takeAway(String model, String version) {
        try {
            api.delete(BASE + "delete", Map.of("name", model, "version", version));
        } catch (ModelNotFound e) {
            // The one who made it was quicker.
        }
    }

    private Optional<JsonNode> withId(String model, String id) {
        List<JsonNode> found = search("name='%s' and tags.`%s` = '%s'".formatted(model, Names.ID, id));
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get(found.size() - 1));
    }

    /** Those that are ready, newest first. */
    private List<JsonNode> search(String filter) {
        return api.list(BASE + "search", Map.of("filter", filter), "model_versions").stream()
                .filter(Versions::isReady)
                .sorted(Comparator.comparingInt(
                                (JsonNode version) -> version.path("version").asInt())
                        .reversed())
                .toList();
    }

    private Optional<JsonNode> node(String model, String version) {
        return api.find(BASE + "get", Map.of("name", Names.model(model), "version", Names.version(version)))
                .map(found -> found.path("model_version"))
                .filter(Versions::isReady);
    }

    private ModelVersion read(JsonNode version) {
        Map<String, String> tags = Api.texts(version.path("tags"));
        String number = version.path("version").asText();
        String run = version.path("run_id").asText("");
        String description = version.path("description").asText("");
        List<ArtifactFile> files = files(version, tags.get(Names.DIGEST));
        String key = tags.getOrDefault(Names.KEY, "mlflow:" + number);
        ModelStage stage = stage(tags.get(Names.STAGE));
        boolean held = tags.containsKey(Names.HOLDER);
        tags.keySet().removeIf(Names::isOwn);
        return new ModelVersion(
                version.path("name").asText(),
                number,
                key,
                held || run.isEmpty() ? null : run,
                description.isEmpty() ? null : description,
                stage,
                tags,
                files,
                ArtifactFile.digest(files),
                Instant.ofEpochMilli(version.path("creation_timestamp").asLong()));
    }

    private List<ArtifactFile> files(JsonNode version, @Nullable String digest) {
        String place = place(version);
        if (digest != null) {
            return contents.of(place, digest, what(version));
        }
        List<ArtifactFile> files = contents.measured(place, what(version));
        contents.keep(place, files);
        setTag(
                version.path("name").asText(),
                version.path("version").asText(),
                Names.DIGEST,
                ArtifactFile.digest(files));
        return files;
    }

    /** A source such as {@code models:/m-…} or {@code runs:/…} is an address only to MLflow. */
    private String place(JsonNode version) {
        String source = version.path("source").asText();
        if (!Artifacts.isServed(source)) {
            source = api.get(
                            BASE + "get-download-uri",
                            Map.of(
                                    "name",
                                    version.path("name").asText(),
                                    "version",
                                    version.path("version").asText()))
                    .path("artifact_uri")
                    .asText(source);
        }
        return artifacts.place(source, what(version));
    }

    private void setTag(String model, String version, String tag, String value) {
        api.post(BASE + "set-tag", Map.of("name", model, "version", version, "key", tag, "value", value));
    }

    private static String what(JsonNode version) {
        return "version %s of model '%s'"
                .formatted(
                        version.path("version").asText(), version.path("name").asText());
    }

    private static boolean isReady(JsonNode version) {
        return version.path("status").asText("READY").equals("READY");
    }

    private static ModelStage stage(@Nullable String text) {
        try {
            return text == null ? ModelStage.CANDIDATE : ModelStage.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return ModelStage.CANDIDATE;
        }
    }

    private static ModelNotFound none(String model, String version) {
        return new ModelNotFound("Expected version %s of model '%s', but there is none".formatted(version, model));
    }
}
