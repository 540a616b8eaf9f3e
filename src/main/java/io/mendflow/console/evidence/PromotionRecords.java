package io.mendflow.console.evidence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.console.evidence.ProcessHistory.Decision;
import io.mendflow.console.evidence.ProcessHistory.Instance;
import io.mendflow.intake.Deliveries;
import io.mendflow.model.Champions;
import io.mendflow.model.Promotion;
import io.mendflow.model.Promotions;
import io.mendflow.remediation.Approvals;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers what is known about a promotion from wherever it is known. A store that is away keeps nobody from the rest. */
@Component
class PromotionRecords {

    private static final String TRIGGERS = "triggers.json";

    private final Promotions promotions;
    private final Champions champions;
    private final ModelStore store;
    private final Approvals approvals;
    private final Deliveries deliveries;
    private final ProcessHistory processes;
    private final AuditTrails trails;
    private final ObjectMapper json;

    PromotionRecords(
            Promotions promotions,
            Champions champions,
            ModelStore store,
            Approvals approvals,
            Deliveries deliveries,
            ProcessHistory processes,
            AuditTrails trails,
            ObjectMapper json) {
        this.promotions = promotions;
        this.champions = champions;
        this.store = store;
        this.approvals = approvals;
        this.deliveries = deliveries;
        this.processes = processes;
        this.trails = trails;
        this.json = json;
    }

    PromotionRecord of(Promotion promotion) {
        Map<String, Promotion.Document> documents = new TreeMap<>();
        promotions.documents(promotion.id()).forEach(document -> documents.put(document.name(), document));
        Map<String, JsonNode> read = new TreeMap<>();
        documents.values().stream()
                .filter(document -> document.mediaType().equals("application/json"))
                .forEach(document -> read.put(document.name(), read(document)));
        Stored stored = stored(promotion);
        List<Instance> instances = processes.of(promotion.id());
        List<Decision> decisions = processes.decisions(instances);
        return new PromotionRecord(
                promotion,
                trigger(promotion, read.get(TRIGGERS)),
                promotions.events(promotion.id()),
                documents,
                read,
                stored.run,
                stored.version,
                stored.away,
                champions.history(promotion.model()),
                approvals.ofRun(promotion.id()),
                instances,
                instances.isEmpty() ? Map.of() : processes.facts(instances.get(0)),
                decisions,
                processes.models(instances),
                processes.tables(decisions),
                trails.about(List.of(promotion.id(), promotion.model())));
    }

    private JsonNode read(Promotion.Document document) {
        try {
            return json.readTree(document.content());
        } catch (JsonProcessingException e) {
            return json.createObjectNode();
        }
    }

    private record Stored(@Nullable ModelRun run, @Nullable ModelVersion version, @Nullable String away) {}

    private Stored stored(Promotion promotion) {
        try {
            String run = promotion.run();
            String version = promotion.version();
            return new Stored(
                    run == null || run.isEmpty() ? null : store.run(run).orElse(null),
                    version == null
                            ? null
                            : store.version(promotion.model(), version).orElse(null),
                    null);
        } catch (RuntimeException e) {
            return new Stored(null, null, String.valueOf(e.getMessage()));
        }
    }

    private PromotionRecord.Trigger trigger(Promotion promotion, @Nullable JsonNode signals) {
        List<PromotionRecord.Delivered> delivered = new ArrayList<>();
        if (signals != null) {
            signals.forEach(signal -> delivered.add(delivered(signal)));
        }
        return new PromotionRecord.Trigger(promotion.cause(), promotion.reason(), promotion.requestedBy(), delivered);
    }

    private PromotionRecord.Delivered delivered(JsonNode signal) {
        return deliveries
                .find(signal.path("receipt").asText())
                .map(received -> new PromotionRecord.Delivered(
                        signal, received.sha256(), received.proved(), proof(received.proved())))
                .orElseGet(
                        () -> new PromotionRecord.Delivered(signal, null, null, "The delivery is not kept any more"));
    }

    private static String proof(@Nullable Boolean proved) {
        if (proved == null) {
            return "Nobody sent it from outside, or it came before proofs were noted";
        }
        return proved
                ? "Its signature or token was checked and held"
                : "Its source had no secret set, so that no signature was checked";
    }
}
