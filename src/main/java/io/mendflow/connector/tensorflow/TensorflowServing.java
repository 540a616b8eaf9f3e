package io.mendflow.connector.tensorflow;

import io.mendflow.connector.HttpCalls;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import io.mendflow.connector.tensorflow.StatusApi.VersionState;
import io.mendflow.connector.tensorflow.TensorflowSettings.Server;
import io.mendflow.connector.tensorflow.Wanted.Loaded;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Has TensorFlow Serving load and label versions: the bean behind the routes {@code serving.tensorflow.*}. */
@Component("tensorflowServing")
class TensorflowServing {

    private final TensorflowSettings settings;
    private final ModelStore store;
    private final HttpCalls http;

    TensorflowServing(TensorflowSettings settings, ModelStore store, HttpCalls http) {
        this.settings = settings;
        this.store = store;
        this.http = http;
    }

    /** Loads the challenger beside the champion. Its share is not the server's to give, see the package. */
    public ServingStatus shift(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("tensorflow", body);
        return want(request, request.champion(), request.challenger(), request.share());
    }

    public ServingStatus promote(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("tensorflow", body);
        return want(request, request.challenger(), null, 0);
    }

    public ServingStatus restore(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("tensorflow", body);
        return want(request, request.champion(), null, 0);
    }

    /** Looks, and gives the labels that could not be given before. */
    public ServingStatus look(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("tensorflow", body);
        Server server = settings.require(request.name());
        return advance(config(request, server), api(request, server));
    }

    private ServingStatus want(
            ServingRequest request, @Nullable ServedVersion stable, @Nullable ServedVersion canary, int share) {
        Server server = settings.require(request.name());
        ConfigFile config = config(request, server);
        var folders = new VersionFolders(store, server.basePath());
        Stream.of(stable, canary).flatMap(Stream::ofNullable).forEach(version -> folders.lay(request.model(), version));
        // Labels stay where they are until the server says what it has loaded.
        config.change(before -> new Wanted(Loaded.of(stable), Loaded.of(canary), share, before.labels()));
        return advance(config, api(request, server));
    }

    private static ServingStatus advance(ConfigFile config, StatusApi api) {
        Wanted wanted = config.read();
        List<VersionState> states = api.versions();
        Optional<VersionState> broken = states.stream()
                .filter(state -> state.error() != null && wanted.wantedLabels().containsValue(state.version()))
                .findFirst();
        if (broken.isPresent()) {
            return new ServingStatus(
                    Phase.FAILED,
                    shares(wanted),
                    "TensorFlow Serving cannot load version %s: %s"
                            .formatted(broken.get().version(), broken.get().error()));
        }
        List<String> available = states.stream()
                .filter(VersionState::isAvailable)
                .map(VersionState::version)
                .toList();
        Wanted next = wanted.labelled(available);
        // Who wants something else by now has the last word.
        Wanted written = config.change(now -> now.equals(wanted) ? next : now);
        if (!written.equals(next)) {
            return new ServingStatus(Phase.MOVING, shares(written), "Something else is wanted of it since");
        }
        String missing = missing(next, available, api);
        return missing == null
                ? new ServingStatus(Phase.READY, shares(next), unsplit(next))
                : new ServingStatus(Phase.MOVING, shares(next), missing);
    }

    /** What the server still lacks; null when nothing. */
    private static @Nullable String missing(Wanted wanted, List<String> available, StatusApi api) {
        for (String version : wanted.wantedLabels().values()) {
            if (!available.contains(version)) {
                return "TensorFlow Serving has not loaded version %s yet".formatted(version);
            }
        }
        for (Map.Entry<String, String> label : wanted.wantedLabels().entrySet()) {
            if (!api.isLabelled(label.getKey(), label.getValue())) {
                return "TensorFlow Serving has not given the label '%s' to version %s yet; it reads its config file now and then"
                        .formatted(label.getKey(), label.getValue());
            }
        }
        for (String version : available) {
            if (!wanted.wantedLabels().containsValue(version)) {
                return "TensorFlow Serving has not unloaded version %s yet".formatted(version);
            }
        }
        return null;
    }

    /** Who answers what asks for {@code stable}, which is all that the server decides. */
    private static List<Share> shares(Wanted wanted) {
        var shares = new ArrayList<Share>();
        String stable = wanted.labels().get(Wanted.STABLE);
        if (stable != null) {
            Loaded loaded = wanted.stable();
            boolean isWanted = loaded != null && loaded.version().equals(stable);
            shares.add(new Share(stable, isWanted ? loaded.digest() : null, 100));
        }
        Loaded canary = wanted.canary();
        if (canary != null && canary.version().equals(wanted.labels().get(Wanted.CANARY))) {
            shares.add(new Share(canary.version(), canary.digest(), 0));
        }
        return shares;
    }

    private static @Nullable String unsplit(Wanted wanted) {
        return wanted.canary() == null
                ? null
                : "TensorFlow Serving splits no traffic: version %s answers those who ask for the label '%s', and what stands before the server has to send %d %% there"
                        .formatted(wanted.canary().version(), Wanted.CANARY, wanted.share());
    }

    private static ConfigFile config(ServingRequest request, Server server) {
        return new ConfigFile(name(request, server), server);
    }

    private StatusApi api(ServingRequest request, Server server) {
        return new StatusApi(http, server, name(request, server));
    }

    private static String name(ServingRequest request, Server server) {
        return server.modelName() == null ? request.name() : server.modelName();
    }
}
