package io.mendflow.console.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.model.Champions;
import io.mendflow.model.Promotion;
import io.mendflow.model.PromotionState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What has to be so about a promotion, each computed from its record. */
final class Statements {

    private static final String CHAMPION = "champion";
    private static final String PREVIOUS = "previous";

    private final PromotionRecord record;
    private final Promotion promotion;

    private Statements(PromotionRecord record) {
        this.record = record;
        this.promotion = record.promotion();
    }

    static List<Statement> of(PromotionRecord record) {
        var statements = new Statements(record);
        return List.of(
                statements.deployedIsApproved(),
                statements.dutiesAreSeparate(),
                statements.trainedOnWhatWasChecked(),
                statements.isNoWorse(),
                statements.canBeRolledBack(),
                statements.documentsAreWhole(),
                statements.trailIsIntact());
    }

    private Statement deployedIsApproved() {
        Map<String, Object> values = new LinkedHashMap<>();
        TreeSet<String> approved =
                approved().map(said -> said.path("digest").asText()).collect(Collectors.toCollection(TreeSet::new));
        values.put("approved", approved.isEmpty() ? "nobody was asked to approve" : String.join(", ", approved));
        values.put("pinned", String.valueOf(promotion.digest()));
        TreeSet<String> deployed = new TreeSet<>();
        record.moves(CHAMPION).stream()
                .filter(term -> term.version() != null && term.version().equals(promotion.version()))
                .forEach(term -> deployed.add(String.valueOf(term.digest())));
        served().forEach(deployed::add);
        values.put("deployed", deployed.isEmpty() ? "nothing was deployed" : String.join(", ", deployed));
        if (record.version() != null) {
            values.put("in the store now", record.version().digest());
        }
        String claim = "What was deployed is what was approved";
        if (deployed.isEmpty()) {
            return new Statement(claim, null, "Nothing was deployed", values);
        }
        TreeSet<String> all = new TreeSet<>(approved);
        all.add(String.valueOf(promotion.digest()));
        all.addAll(deployed);
        if (record.version() != null) {
            all.add(record.version().digest());
        }
        return new Statement(
                claim,
                all.size() == 1,
                all.size() == 1
                        ? "Deployed digest and %s digest are both %s"
                                .formatted(approved.isEmpty() ? "pinned" : "approved", all.first())
                        : "The digests differ: " + String.join(", ", all),
                values);
    }

    /** The digests that a server told of the version. */
    private Stream<String> served() {
        return record.rows("serving.json").stream()
                .flatMap(look -> Statements.stream(look.path("shares")))
                .filter(share -> share.path("version").asText().equals(promotion.version())
                        && share.path("digest").isTextual())
                .map(share -> share.path("digest").asText());
    }

    private Statement dutiesAreSeparate() {
        TreeSet<String> authors = authors();
        List<String> people = approved().map(said -> said.path("by").asText()).toList();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("asked for it or made it", List.copyOf(authors));
        values.put("approved it", people);
        int needed = record.facts().get("approvals") instanceof Integer number ? number : -1;
        if (needed >= 0) {
            values.put("people that the tier asks for", needed);
        }
        String claim = "Whoever approved it neither asked for it nor made it, and nobody approved twice";
        if (people.isEmpty()) {
            return new Statement(claim, null, "Nobody has approved it", values);
        }
        List<String> own = people.stream().filter(authors::contains).distinct().toList();
        if (!own.isEmpty()) {
            return new Statement(
                    claim,
                    false,
                    "%s approved what they asked for or made themselves".formatted(String.join(", ", own)),
                    values);
        }
        if (new TreeSet<>(people).size() < people.size()) {
            return new Statement(claim, false, "One person has approved twice", values);
        }
        if (promotion.state() == PromotionState.PROMOTED && people.size() < needed) {
            return new Statement(
                    claim, false, "%d of %d people have approved it".formatted(people.size(), needed), values);
        }
        return new Statement(
                claim,
                true,
                "%s approved what %s asked for or made"
                        .formatted(String.join(", ", people), String.join(", ", authors)),
                values);
    }

    private TreeSet<String> authors() {
        var authors = new TreeSet<String>();
        authors.add(promotion.requestedBy());
        if (record.run() != null) {
            Stream.of("mendflow.author", "mlflow.user")
                    .map(record.run().tags()::get)
                    .filter(author -> author != null)
                    .forEach(authors::add);
        }
        return authors;
    }

    private Statement trainedOnWhatWasChecked() {
        String claim = "The run's data is the data that was copied, hashed and checked";
        Map<String, String> checked = new TreeMap<>();
        record.rows("data.json")
                .forEach(set -> checked.put(
                        set.path("name").asText(), set.path("digest").asText()));
        Map<String, String> used = new TreeMap<>();
        if (record.run() != null) {
            for (DataSet set : record.run().lineage().data()) {
                used.put(set.name(), set.digest());
            }
        }
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("checked", checked);
        values.put("of the run", used);
        if (checked.isEmpty() || used.isEmpty()) {
            return new Statement(claim, null, "There is no run of this promotion, or no data to compare", values);
        }
        boolean same = checked.equals(used);
        return new Statement(
                claim,
                same,
                same
                        ? "All %d digests are the same".formatted(used.size())
                        : "They differ: the run that made the version was on other data",
                values);
    }

    private Statement isNoWorse() {
        String claim = "On the held-out rows the challenger passes every gate";
        JsonNode comparison = record.json().get("comparison.json");
        if (comparison == null) {
            return new Statement(claim, null, "No comparison was made", Map.of());
        }
        String verdict = comparison.path("verdict").asText();
        return new Statement(
                claim,
                verdict.equals("pass"),
                comparison.path("reason").asText(),
                Map.of("verdict", verdict, "rows", comparison.path("rows").asInt()));
    }

    private Statement canBeRolledBack() {
        String claim = "There is a version to go back to";
        Map<String, Object> values = new LinkedHashMap<>();
        @Nullable
        String previous = record.moves(PREVIOUS).stream()
                .map(Champions.Term::version)
                .findFirst()
                .orElse(null);
        if (previous != null) {
            values.put("@previous", previous);
        }
        if (promotion.champion() != null) {
            values.put("champion before", promotion.champion());
            values.put("digest of it", String.valueOf(promotion.championDigest()));
        }
        boolean moved = !record.moves(CHAMPION).isEmpty();
        if (promotion.champion() == null) {
            return new Statement(claim, moved ? false : null, "There was no champion before", values);
        }
        return new Statement(
                claim,
                true,
                previous != null && moved
                        ? "@previous was set to version %s when the champion was moved".formatted(previous)
                        : "Version %s was the champion before".formatted(promotion.champion()),
                values);
    }

    private Statement documentsAreWhole() {
        String claim = "Every document is what the audit trail says it was when it was kept";
        List<String> broken = new ArrayList<>();
        long pending = record.trail().chain().pending();
        for (Promotion.Document document : record.documents().values()) {
            String now = EvidenceFile.of(
                            document.name(), document.content().getBytes(java.nio.charset.StandardCharsets.UTF_8))
                    .sha256();
            Entry kept = record.kept(document.name());
            if (!now.equals(document.sha256())
                    || kept == null
                    || !now.equals(kept.details().get("sha256"))) {
                broken.add(document.name());
            }
        }
        Map<String, Object> values = Map.of("documents", record.documents().size());
        if (broken.isEmpty()) {
            return new Statement(
                    claim, true, "All %d are".formatted(record.documents().size()), values);
        }
        return new Statement(
                claim,
                pending > 0 ? null : false,
                (pending > 0 ? "%d entries are not in the chain yet; ask again: ".formatted(pending) : "Not so: ")
                        + String.join(", ", broken),
                values);
    }

    private Statement trailIsIntact() {
        Verification chain = record.trail().chain();
        return new Statement(
                "The audit trail was never rewritten",
                chain.intact(),
                chain.intact()
                        ? "All %d entries hold; the head of the chain is %s".formatted(chain.entries(), chain.head())
                        : String.valueOf(chain.reason()),
                Map.of("entries", chain.entries(), "pending", chain.pending(), "head", chain.head()));
    }

    private Stream<JsonNode> approved() {
        return record.answers().stream()
                .filter(said -> said.path("decision").asText().equals("approve"));
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return java.util.stream.StreamSupport.stream(list.spliterator(), false);
    }
}
