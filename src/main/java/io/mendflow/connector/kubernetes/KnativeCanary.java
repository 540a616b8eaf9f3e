package io.mendflow.connector.kubernetes;

import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Traffic between the latest revision and the one that was rolled out before it, by {@code spec.predictor.canaryTrafficPercent}. Back is 0, by which
 * KServe sends everything to the revision rolled out before, whose pods are there; so the spec goes on naming the challenger until the next shift.
 */
final class KnativeCanary implements Canary {

    private static final String PERCENT = "canaryTrafficPercent";

    @Override
    public void shift(Map<String, Object> spec, ServingRequest request) {
        load(spec, request.challenger());
        Tree.ofNew(spec, "predictor").put(PERCENT, request.share());
    }

    @Override
    public void promote(Map<String, Object> spec, ServingRequest request) {
        load(spec, request.challenger());
        Tree.ofNew(spec, "predictor").remove(PERCENT);
    }

    @Override
    public void restore(Map<String, Object> spec, ServingRequest request) {
        Canary.requireChampion(request.champion());
        Map<String, Object> predictor = Tree.ofNew(spec, "predictor");
        if (isChallenger(predictor, request)) {
            predictor.put(PERCENT, 0);
        }
    }

    @Override
    public ServingStatus look(Look look, ServingRequest request) {
        Map<String, Object> predictor = Tree.of(look.spec(), "predictor");
        Long percent = Tree.number(predictor, PERCENT);
        long wanted = !isChallenger(predictor, request) ? 0 : percent == null ? 100 : percent;
        long got = isChallenger(predictor, request) ? latest(look) : 0;
        long rest = all(look) - got;
        List<Share> shares = shares(request, got, rest);
        if (!look.isSeen()) {
            return new ServingStatus(Phase.MOVING, shares, "KServe has not seen the last change yet");
        }
        boolean isBack = wanted == 0 && got == 0 && rest == 100;
        String failure = look.failure();
        if (failure != null && !isBack) {
            return new ServingStatus(Phase.FAILED, shares, failure);
        }
        if (got != wanted || got + rest != 100) {
            return new ServingStatus(
                    Phase.MOVING,
                    shares,
                    "KServe gives version %s %d %% of the traffic, and shall give it %d %%"
                            .formatted(request.challenger().version(), got, wanted));
        }
        // A challenger that cannot be loaded keeps it unready, but takes nothing from a champion that has everything.
        String unready = isBack ? null : look.unready();
        return new ServingStatus(unready == null ? Phase.READY : Phase.MOVING, shares, unready);
    }

    private static void load(Map<String, Object> spec, ServedVersion version) {
        Map<String, Object> predictor = Tree.ofNew(spec, "predictor");
        Tree.ofNew(predictor, Canary.modelKey(predictor)).put("storageUri", Canary.source(version));
    }

    private static boolean isChallenger(Map<String, Object> predictor, ServingRequest request) {
        String uri = Tree.text(Tree.of(predictor, Canary.modelKey(predictor)), "storageUri");
        return uri.equals(Canary.source(request.challenger()));
    }

    /** What the newest revision gets; as long as it is not ready, Knative's latest one is still that before it. */
    private static long latest(Look look) {
        String created = Tree.text(look.predictorStatus(), "latestCreatedRevision");
        return Tree.list(look.predictorStatus(), "traffic").stream()
                .filter(target -> Boolean.TRUE.equals(target.get("latestRevision")))
                .filter(target -> {
                    String revision = Tree.text(target, "revisionName");
                    return revision.isEmpty() || created.isEmpty() || revision.equals(created);
                })
                .mapToLong(KnativeCanary::percent)
                .sum();
    }

    private static long all(Look look) {
        return Tree.list(look.predictorStatus(), "traffic").stream()
                .mapToLong(KnativeCanary::percent)
                .sum();
    }

    private static long percent(Map<String, Object> target) {
        Long percent = Tree.number(target, "percent");
        return percent == null ? 0 : percent;
    }

    private static List<Share> shares(ServingRequest request, long challenger, long champion) {
        var shares = new ArrayList<Share>();
        add(shares, request.champion(), champion);
        add(shares, request.challenger(), challenger);
        return shares;
    }

    private static void add(List<Share> shares, @Nullable ServedVersion version, long percent) {
        if (version != null && percent > 0 && percent <= 100) {
            shares.add(new Share(version.version(), null, (int) percent));
        }
    }
}
