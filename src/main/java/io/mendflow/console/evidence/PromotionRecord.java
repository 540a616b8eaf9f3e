package io.mendflow.console.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.audit.Entry;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelVersion;
import io.mendflow.console.evidence.ProcessHistory.Decision;
import io.mendflow.console.evidence.ProcessHistory.Instance;
import io.mendflow.model.Champions;
import io.mendflow.model.Promotion;
import io.mendflow.remediation.Approval;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * All that is known about a promotion.
 *
 * @param trigger what asked for it
 * @param events oldest first
 * @param documents what it rests on, by name
 * @param json those of them that are JSON, read
 * @param run that made the challenger; null when there is none, or the store could not be asked
 * @param version the challenger in the store as it is now; null likewise
 * @param storeAway why the store could not be asked; null when it could
 * @param aliases what the model's aliases pointed to when, newest first
 * @param asked every question to people, with its answer
 * @param facts of its first process instance, by name
 * @param models the BPMN by file name
 * @param tables the DMN by file name
 */
record PromotionRecord(
        Promotion promotion,
        Trigger trigger,
        List<Promotion.Event> events,
        Map<String, Promotion.Document> documents,
        Map<String, JsonNode> json,
        @Nullable ModelRun run,
        @Nullable ModelVersion version,
        @Nullable String storeAway,
        List<Champions.Term> aliases,
        List<Approval> asked,
        List<Instance> instances,
        Map<String, Object> facts,
        List<Decision> decisions,
        Map<String, byte[]> models,
        Map<String, byte[]> tables,
        AuditTrails.Trail trail) {

    /**
     * What asked for a promotion.
     *
     * @param signals those that asked for it or joined it; none when a person, a schedule or a drift check did
     */
    record Trigger(String cause, String reason, String requestedBy, List<Delivered> signals) {}

    /**
     * A signal with how it came.
     *
     * @param signal as it was read
     * @param bodySha256 of the delivery's body; null when the delivery is not kept any more
     * @param senderProved whether the sender proved who it is, by signature or token; null when that is not known, or nobody sent it
     * @param proof the same in a sentence
     */
    record Delivered(JsonNode signal, @Nullable String bodySha256, @Nullable Boolean senderProved, String proof) {}

    /** The elements of a document that is a list; none where there is no such document. */
    List<JsonNode> rows(String document) {
        JsonNode list = json.get(document);
        return list == null
                ? List.of()
                : StreamSupport.stream(list.spliterator(), false).toList();
    }

    /** What people said, in order. */
    List<JsonNode> answers() {
        return rows("approvals.json");
    }

    /** What this promotion has moved an alias to, newest first. */
    List<Champions.Term> moves(String alias) {
        return aliases.stream()
                .filter(term -> term.alias().equals(alias) && promotion.id().equals(term.promotion()))
                .toList();
    }

    /** The last entry of the trail in which a document was kept; null when there is none. */
    @Nullable
    Entry kept(String document) {
        return trail.entries().stream()
                .filter(entry -> entry.subject().equals(promotion.id())
                        && entry.action().equals("promotion.document")
                        && document.equals(entry.details().get("name")))
                .reduce((before, last) -> last)
                .orElse(null);
    }
}
