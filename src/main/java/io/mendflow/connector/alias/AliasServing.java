package io.mendflow.connector.alias;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.RegisteredModel;
import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * Shifts traffic by the aliases and the tag of a model: the bean behind the routes {@code serving.alias.*}. Whoever moves {@code @champion} is
 * somebody else.
 */
@Component("aliasServing")
class AliasServing {

    private static final String CHAMPION = "champion";
    private static final String CHALLENGER = "challenger";
    private static final String SHARE = "mendflow.canary";

    private final ModelStore store;
    private final AliasSettings settings;
    private final Servers servers;

    AliasServing(ModelStore store, AliasSettings settings, Servers servers) {
        this.store = store;
        this.settings = settings;
        this.servers = servers;
    }

    /** The share counts last: a version that takes the alias over never gets the share of the one before it. */
    public ServingStatus shift(Map<String, Object> body) {
        ServingRequest request = ServingRequest.of("alias", body);
        ServedVersion challenger = request.challenger();
        requireApproved(request.model(), challenger);
        String now = model(request.model()).aliases().get(CHALLENGER);
        if (!challenger.version().equals(now)) {
            store.tagModel(request.model(), SHARE, null);
            store.moveAliases(request.model(), List.of(new AliasMove(CHALLENGER, now, challenger.version())));
        }
        store.tagModel(request.model(), SHARE, Integer.toString(request.share()));
        return look(request);
    }

    public ServingStatus promote(Map<String, Object> body) {
        return end(ServingRequest.of("alias", body));
    }

    public ServingStatus restore(Map<String, Object> body) {
        return end(ServingRequest.of("alias", body));
    }

    public ServingStatus look(Map<String, Object> body) {
        return look(ServingRequest.of("alias", body));
    }

    /** Takes the share and the alias away, unless the alias is another challenger's by now. */
    private ServingStatus end(ServingRequest request) {
        String now = model(request.model()).aliases().get(CHALLENGER);
        if (now == null || now.equals(request.challenger().version())) {
            store.tagModel(request.model(), SHARE, null);
        }
        if (now != null && now.equals(request.challenger().version())) {
            store.moveAliases(request.model(), List.of(new AliasMove(CHALLENGER, now, null)));
        }
        return look(request);
    }

    private ServingStatus look(ServingRequest request) {
        RegisteredModel model = model(request.model());
        String tag = model.tags().get(SHARE);
        if (tag != null && !tag.matches("\\d{1,2}|100")) {
            return new ServingStatus(
                    Phase.FAILED,
                    List.of(),
                    "Expected the tag %s of model '%s' to be a percentage, got '%s'; restore, then shift again"
                            .formatted(SHARE, model.name(), tag));
        }
        List<Share> wanted = wanted(model, tag == null ? 0 : Integer.parseInt(tag));
        AliasSettings.Server server = settings.server(request.name());
        return server.statusUrl() == null
                ? new ServingStatus(Phase.READY, wanted, null)
                : servers.look(request.name(), server, wanted);
    }

    private List<Share> wanted(RegisteredModel model, int percent) {
        String champion = model.aliases().get(CHAMPION);
        String challenger = model.aliases().get(CHALLENGER);
        boolean isSplit = model.tags().containsKey(SHARE) && challenger != null && !challenger.equals(champion);
        var shares = new ArrayList<Share>();
        if (champion != null) {
            shares.add(share(model.name(), champion, isSplit ? 100 - percent : 100));
        }
        if (isSplit) {
            shares.add(share(model.name(), challenger, percent));
        }
        return shares;
    }

    private Share share(String model, String version, int percent) {
        return new Share(version, store.require(model, version).digest(), percent);
    }

    private RegisteredModel model(String name) {
        return store.model(name)
                .orElseThrow(() -> new ModelNotFound("Expected model '%s', but there is none".formatted(name)));
    }

    private void requireApproved(String model, ServedVersion served) {
        ModelVersion stored = store.require(model, served.version());
        if (!stored.digest().equals(served.digest())) {
            throw new IllegalStateException(
                    "Expected version %s of model '%s' with the digest %s, but the store has it with %s; approve what is there, or restore it"
                            .formatted(served.version(), model, served.digest(), stored.digest()));
        }
    }
}
