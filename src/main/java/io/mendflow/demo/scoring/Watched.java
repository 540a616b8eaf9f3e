package io.mendflow.demo.scoring;

import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.RegisteredModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A model of the store, as it is served: the aliases {@code champion} and {@code challenger}, and the tag {@code mendflow.canary} with the percentage
 * of requests for the challenger. A champion that cannot be loaded leaves the last one in place; such a challenger gets nothing.
 */
final class Watched {

    static final String CANARY = "mendflow.canary";

    private final ModelStore store;
    private final String name;
    private volatile LineUp now = LineUp.EMPTY;

    Watched(ModelStore store, String name) {
        this.store = store;
        this.name = name;
    }

    LineUp now() {
        return now;
    }

    /** Reads the store, and loads what is new in it. Only one thread may do so. */
    void look() {
        List<String> problems = new ArrayList<>();
        try {
            RegisteredModel model = store.model(name)
                    .orElseThrow(() -> new ModelNotFound("Expected model '%s', but there is none".formatted(name)));
            LoadedVersion champion = load(model.aliases().get("champion"), problems);
            LoadedVersion challenger = load(model.aliases().get("challenger"), problems);
            if (champion == null) {
                champion = now.champion();
                problems.add(
                        champion == null
                                ? "There is no champion"
                                : "Version " + champion.version() + " stays champion");
            }
            boolean alike =
                    champion != null && challenger != null && champion.version().equals(challenger.version());
            int percent = challenger == null || alike ? 0 : percent(model.tags(), problems);
            now = new LineUp(champion, alike ? null : challenger, percent, problems);
        } catch (RuntimeException e) {
            // Whatever is wrong with the store, those that are loaded go on.
            now = new LineUp(now.champion(), now.challenger(), now.percent(), List.of(String.valueOf(e.getMessage())));
        }
    }

    private @Nullable LoadedVersion load(@Nullable String version, List<String> problems) {
        if (version == null) {
            return null;
        }
        try {
            ModelVersion wanted = store.require(name, version);
            LoadedVersion known = Stream.of(now.champion(), now.challenger())
                    .filter(Objects::nonNull)
                    .filter(loaded -> loaded.is(wanted))
                    .findFirst()
                    .orElse(null);
            return known == null ? LoadedVersion.read(store, wanted) : known;
        } catch (IOException | RuntimeException e) {
            problems.add(String.valueOf(e.getMessage()));
            return null;
        }
    }

    private static int percent(Map<String, String> tags, List<String> problems) {
        String percent = tags.getOrDefault(CANARY, "0");
        if (percent.matches("[0-9]|[1-9][0-9]|100")) {
            return Integer.parseInt(percent);
        }
        problems.add("Expected the tag %s to be a percentage from 0 to 100, got '%s'".formatted(CANARY, percent));
        return 0;
    }
}
