package io.mendflow.connector.models;

import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.RegisteredModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The folder {@code models}: one folder a model, with its name, tags and aliases in {@code model.json}, its {@code lock} and its
 * {@code versions}.
 */
final class Models {

    private static final String FILE = "model.json";

    private final Path models;
    private final Path staging;
    private final Clock clock;

    Models(Path models, Path staging, Clock clock) {
        this.models = models;
        this.staging = staging;
        this.clock = clock;
    }

    RegisteredModel register(String name, @Nullable String description) throws IOException {
        Optional<RegisteredModel> known = find(name);
        if (known.isPresent()) {
            return known.get();
        }
        var model = new RegisteredModel(name, description, Map.of(), Map.of(), clock.instant());
        try (Staged staged = Staged.in(staging)) {
            Documents.write(staged.folder().resolve(FILE), model);
            Files.createDirectory(staged.folder().resolve("versions"));
            return staged.moveTo(folder(name)) ? model : require(name);
        }
    }

    Optional<RegisteredModel> find(String name) throws IOException {
        Optional<RegisteredModel> model = Documents.of(folder(name), FILE, RegisteredModel.class);
        if (model.isPresent() && !model.get().name().equals(name)) {
            throw new ModelDamaged(
                    "Expected %s to be of model '%s', but it is of '%s'; restore it from a backup"
                            .formatted(
                                    folder(name).resolve(FILE),
                                    name,
                                    model.get().name()),
                    null);
        }
        return model;
    }

    RegisteredModel require(String name) throws IOException {
        return find(name)
                .orElseThrow(() ->
                        new ModelNotFound("Expected model '%s', but there is none; register it first".formatted(name)));
    }

    List<RegisteredModel> all() throws IOException {
        List<String> names;
        try (Stream<Path> folders = Files.list(models)) {
            names = folders.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .sorted()
                    .toList();
        }
        List<RegisteredModel> all = new ArrayList<>();
        for (String name : names) {
            find(name).ifPresent(all::add);
        }
        return all;
    }

    /** Makes this thread the only one, in any process, that changes the model. */
    FolderLock lock(String name) throws IOException {
        require(name);
        return FolderLock.hold(folder(name).resolve("lock"));
    }

    void tag(String name, String tag, @Nullable String value) throws IOException {
        change(
                name,
                model -> new RegisteredModel(
                        model.name(),
                        model.description(),
                        changed(model.tags(), tag, value),
                        model.aliases(),
                        model.created()));
    }

    /** Replaces the aliases; only under the lock. */
    void alias(RegisteredModel model, Map<String, String> aliases) throws IOException {
        Documents.write(
                folder(model.name()).resolve(FILE),
                new RegisteredModel(model.name(), model.description(), model.tags(), aliases, model.created()));
    }

    Path folder(String name) {
        return models.resolve(Names.model(name));
    }

    static Map<String, String> changed(Map<String, String> tags, String tag, @Nullable String value) {
        Map<String, String> changed = new HashMap<>(tags);
        Names.text("a tag", tag);
        if (value == null) {
            changed.remove(tag);
        } else {
            changed.put(tag, value);
        }
        return changed;
    }

    @SuppressWarnings("try") // The lock is held, not used.
    private void change(String name, UnaryOperator<RegisteredModel> change) throws IOException {
        try (FolderLock lock = lock(name)) {
            Documents.write(folder(name).resolve(FILE), change.apply(require(name)));
        }
    }
}
