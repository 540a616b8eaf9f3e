package io.mendflow.console.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelVersion;
import io.mendflow.console.evidence.ProcessHistory.Instance;
import io.mendflow.model.Promotion;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** All that is known about a promotion in one signed zip, for people as a page and for programs as JSON. */
@Component
public class PromotionEvidence {

    private final PromotionRecords records;
    private final EvidenceKeys keys;
    private final ObjectMapper json;
    private final Clock clock;

    PromotionEvidence(PromotionRecords records, EvidenceKeys keys, ObjectMapper json, Clock clock) {
        this.records = records;
        this.keys = keys;
        this.json = json;
        this.clock = clock;
    }

    public void write(Promotion promotion, String by, OutputStream out) throws IOException {
        SigningKey key = keys.signing();
        PromotionRecord record = records.of(promotion);
        List<Statement> statements = Statements.of(record);
        Map<String, String> diagrams = diagrams(record);
        Instant now = clock.instant();
        try (EvidenceZip zip = new EvidenceZip(out, json)) {
            zip.add(
                    "index.html",
                    new PromotionPage(record, statements, diagrams, key.key().fingerprint(), now, by).html());
            zip.add("promotion.json", record.promotion());
            zip.add("statements.json", statements);
            zip.add("trigger.json", record.trigger());
            zip.add("timeline.json", record.events());
            zip.add("approvals.json", record.asked());
            zip.add("store.json", new Stored(record));
            zip.add("aliases.json", record.aliases());
            zip.add("activities.json", record.instances());
            zip.add("decisions.json", record.decisions());
            zip.add("facts.json", record.facts());
            zip.add("audit.json", record.trail());
            for (Promotion.Document document : record.documents().values()) {
                zip.add("documents/" + document.name(), document.content());
            }
            for (Map.Entry<String, byte[]> model : record.models().entrySet()) {
                zip.add(model.getKey(), model.getValue());
            }
            for (Map.Entry<String, byte[]> table : record.tables().entrySet()) {
                zip.add(table.getKey(), table.getValue());
            }
            for (Map.Entry<String, String> diagram : diagrams.entrySet()) {
                zip.add(diagram.getKey(), diagram.getValue());
            }
            zip.sign(key, null, promotion.id(), now, by);
        }
    }

    private static Map<String, String> diagrams(PromotionRecord record) {
        Map<String, String> diagrams = new LinkedHashMap<>();
        for (Instance instance : record.instances()) {
            diagrams.put(
                    "diagrams/%d-%s-v%d.svg".formatted(diagrams.size() + 1, instance.process(), instance.version()),
                    Diagram.svg(record.models().get(instance.file()), instance.activities()));
        }
        return diagrams;
    }

    /**
     * What the model store says.
     *
     * @param run that made the challenger, with its lineage, parameters and metrics
     * @param version the challenger, with its artifacts and their sums
     * @param away why the store could not be asked; null when it could
     */
    record Stored(@Nullable ModelRun run, @Nullable ModelVersion version, @Nullable String away) {

        Stored(PromotionRecord record) {
            this(record.run(), record.version(), record.storeAway());
        }
    }
}
