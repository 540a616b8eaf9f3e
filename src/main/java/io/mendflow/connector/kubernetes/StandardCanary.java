package io.mendflow.connector.kubernetes;

import io.mendflow.connector.ServedVersion;
import io.mendflow.connector.ServingRequest;
import io.mendflow.connector.ServingStatus;
import io.mendflow.connector.ServingStatus.Phase;
import io.mendflow.connector.ServingStatus.Share;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Traffic between deployments, by an entry of {@code spec.canary} (KServe 0.20): a predictor of its own that is named after its version. It is
 * promoted without a restart when {@code spec.predictor} takes on its name, and is gone with its entry. Other entries are left alone.
 */
final class StandardCanary implements Canary {

    private static final String CANARY = "canary";
    private static final String PERCENT = "trafficPercent";

    @Override
    public void shift(Map<String, Object> spec, ServingRequest request) {
        Map<String, Object> predictor = Tree.ofNew(spec, "predictor");
        String key = Canary.modelKey(predictor);
        Map<String, Object> model = new LinkedHashMap<>();
        Object format = Tree.of(predictor, key).get("modelFormat");
        if (format != null) {
            model.put("modelFormat", format);
        }
        model.put("storageUri", Canary.source(request.challenger()));
        Map<String, Object> canary = new LinkedHashMap<>();
        canary.put("name", name(request.challenger()));
        canary.put(key, model);
        List<Map<String, Object>> entries = others(spec, request.challenger());
        entries.add(new LinkedHashMap<>(Map.of(PERCENT, request.share(), "predictor", canary)));
        spec.put(CANARY, entries);
    }

    @Override
    public void promote(Map<String, Object> spec, ServingRequest request) {
        load(spec, request.challenger());
        drop(spec, request.challenger());
    }

    @Override
    public void restore(Map<String, Object> spec, ServingRequest request) {
        ServedVersion champion = Canary.requireChampion(request.champion());
        if (isPromoted(spec, request)) {
            load(spec, champion);
        }
        drop(spec, request.challenger());
    }

    @Override
    public ServingStatus look(Look look, ServingRequest request) {
        String name = name(request.challenger());
        Map<String, Object> entry = Tree.list(look.spec(), CANARY).stream()
                .filter(one -> isOf(one, request.challenger()))
                .findFirst()
                .orElse(Map.of());
        boolean isPromoted = isPromoted(look.spec(), request);
        boolean isThere = !entry.isEmpty() && isReady(look, name);
        int wanted = isPromoted ? 100 : percent(entry);
        List<Share> shares = shares(look, request, isPromoted, isThere ? percent(entry) : 0);
        if (!look.isSeen()) {
            return new ServingStatus(Phase.MOVING, shares, "KServe has not seen the last change yet");
        }
        boolean isBack = entry.isEmpty() && !isPromoted && look.unready() == null;
        String failure = look.failure();
        if (failure != null && !isBack) {
            return new ServingStatus(Phase.FAILED, shares, failure);
        }
        if (!entry.isEmpty() && !isThere) {
            return new ServingStatus(
                    Phase.MOVING,
                    shares,
                    "KServe's predictor '%s' is not ready yet for its %d %% of the traffic".formatted(name, wanted));
        }
        String unready = look.unready();
        return new ServingStatus(unready == null ? Phase.READY : Phase.MOVING, shares, unready);
    }

    private static void load(Map<String, Object> spec, ServedVersion version) {
        Map<String, Object> predictor = Tree.ofNew(spec, "predictor");
        Tree.ofNew(predictor, Canary.modelKey(predictor)).put("storageUri", Canary.source(version));
        predictor.put("name", name(version));
    }

    private static void drop(Map<String, Object> spec, ServedVersion challenger) {
        List<Map<String, Object>> entries = others(spec, challenger);
        if (entries.isEmpty()) {
            spec.remove(CANARY);
        } else {
            spec.put(CANARY, entries);
        }
    }

    private static List<Map<String, Object>> others(Map<String, Object> spec, ServedVersion challenger) {
        return new ArrayList<>(Tree.list(spec, CANARY).stream()
                .filter(one -> !isOf(one, challenger))
                .toList());
    }

    private static boolean isOf(Map<String, Object> entry, ServedVersion version) {
        return Tree.text(Tree.of(entry, "predictor"), "name").equals(name(version));
    }

    private static boolean isPromoted(Map<String, Object> spec, ServingRequest request) {
        return Tree.text(Tree.of(spec, "predictor"), "name").equals(name(request.challenger()));
    }

    /** As its own status says, else as the condition for all canaries does. */
    private static boolean isReady(Look look, String name) {
        return Tree.list(look.status(), "canaryStatuses").stream()
                .filter(one -> Tree.text(one, "name").equals(name))
                .findFirst()
                .map(one -> Boolean.TRUE.equals(one.get("ready")))
                .orElseGet(() -> look.isTrue("CanaryReady") || look.isTrue("CanaryPredictorReady"));
    }

    private static List<Share> shares(Look look, ServingRequest request, boolean isPromoted, int percent) {
        int others = others(look.spec(), request.challenger()).stream()
                .mapToInt(StandardCanary::percent)
                .sum();
        int stable = Math.max(0, 100 - others - percent);
        var shares = new ArrayList<Share>();
        if (!isPromoted && request.champion() != null) {
            shares.add(new Share(request.champion().version(), null, stable));
        }
        int challenger = isPromoted ? stable + percent : percent;
        if (challenger > 0) {
            shares.add(new Share(request.challenger().version(), null, challenger));
        }
        return shares;
    }

    private static int percent(Map<String, Object> entry) {
        Long percent = Tree.number(entry, PERCENT);
        return percent == null ? 0 : percent.intValue();
    }

    /** A part of a deployment's name. */
    private static String name(ServedVersion version) {
        return "v" + version.version().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]", "-");
    }
}
