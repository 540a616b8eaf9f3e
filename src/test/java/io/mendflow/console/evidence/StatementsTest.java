package io.mendflow.console.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import io.mendflow.model.Champions;
import io.mendflow.model.Promotion;
import io.mendflow.model.PromotionState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatementsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final int DEPLOYED = 0;
    private static final int DUTIES = 1;
    private static final int BACK = 4;
    private static final int DOCUMENTS = 5;
    private static final int TRAIL = 6;

    private final Map<String, Promotion.Document> documents = new TreeMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private List<Champions.Term> aliases = List.of(
            new Champions.Term("champion", "2", "new", THEN, null, "mendflow", "Promoted", "PRM-1"),
            new Champions.Term("previous", "1", "old", THEN, null, "mendflow", "Promoted", "PRM-1"));
    private Map<String, Object> facts = Map.of("approvals", 2);
    private Verification chain = new Verification(true, 9, 0, "abc", null, null);

    @Test
    void holdsWhereTwoOthersApprovedWhatWasDeployed() {
        keep("approvals.json", approvals("bob", "cleo"));
        keep(
                "serving.json",
                "[{\"shares\":[{\"version\":\"1\",\"digest\":\"old\"},{\"version\":\"2\",\"digest\":\"new\"}]}]");

        assertThat(statement(DEPLOYED).holds()).isTrue();
        assertThat(statement(DEPLOYED).values())
                .containsEntry("approved", "new")
                .containsEntry("deployed", "new");
        assertThat(statement(DUTIES).holds()).isTrue();
        assertThat(statement(BACK).holds()).isTrue();
        assertThat(statement(DOCUMENTS).holds()).isTrue();
        assertThat(statement(TRAIL).holds()).isTrue();
    }

    @Test
    void doesNotHoldWhereAServerServesOtherBytes() {
        keep("approvals.json", approvals("bob", "cleo"));
        keep("serving.json", "[{\"shares\":[{\"version\":\"2\",\"digest\":\"other\"}]}]");

        assertThat(statement(DEPLOYED).holds()).isFalse();
        assertThat(statement(DEPLOYED).finding()).contains("new", "other");
    }

    @Test
    void doesNotHoldWhereAnotherDigestWasApproved() {
        keep("approvals.json", approvals("bob").replace("\"new\"", "\"before\""));

        assertThat(statement(DEPLOYED).holds()).isFalse();
    }

    @Test
    void saysNothingOfADeploymentThatWasNot() {
        aliases = List.of();

        assertThat(statement(DEPLOYED).holds()).isNull();
        assertThat(statement(DUTIES).holds()).isNull();
    }

    @Test
    void noticesWhoeverApprovedTheirOwn() {
        keep("approvals.json", approvals("ann", "cleo"));

        assertThat(statement(DUTIES).holds()).isFalse();
        assertThat(statement(DUTIES).finding()).startsWith("ann approved what they asked for");
    }

    @Test
    void noticesWhoeverApprovedTwice() {
        keep("approvals.json", approvals("bob", "bob"));

        assertThat(statement(DUTIES).holds()).isFalse();
    }

    @Test
    void noticesThatSomebodyIsMissing() {
        keep("approvals.json", approvals("bob"));
        assertThat(statement(DUTIES).finding()).isEqualTo("1 of 2 people have approved it");

        facts = Map.of("approvals", 1);
        assertThat(statement(DUTIES).holds()).isTrue();
    }

    @Test
    void noticesADocumentThatTheTrailKnowsOtherwise() {
        keep("approvals.json", approvals("bob", "cleo"));
        documents.put("approvals.json", document("approvals.json", approvals("bob", "dora")));

        assertThat(statement(DOCUMENTS).holds()).isFalse();
        assertThat(statement(DOCUMENTS).finding()).contains("approvals.json");
    }

    @Test
    void waitsForEntriesThatAreNotInTheChainYet() {
        documents.put("data.json", document("data.json", "[]"));
        chain = new Verification(true, 9, 2, "abc", null, null);

        assertThat(statement(DOCUMENTS).holds()).isNull();
    }

    @Test
    void repeatsWhyTheTrailIsBroken() {
        chain = new Verification(false, 3, 0, "abc", 4L, "Audit entry 4 does not hold");

        assertThat(statement(TRAIL).holds()).isFalse();
        assertThat(statement(TRAIL).finding()).isEqualTo("Audit entry 4 does not hold");
    }

    @Test
    void writesAPageOfAPromotionThatCameToNothing() {
        aliases = List.of();
        PromotionRecord record = record();

        String page = new PromotionPage(record, Statements.of(record), Map.of(), "sha256:1", THEN, "eve <i>").html();

        assertThat(page)
                .contains(
                        "– nothing to say",
                        "There was no canary",
                        "No run is known",
                        "eve &lt;i&gt;",
                        "2026-01-02T03:04:05Z")
                .endsWith("</html>\n");
    }

    private Statement statement(int which) {
        return Statements.of(record()).get(which);
    }

    private PromotionRecord record() {
        Map<String, JsonNode> json = new TreeMap<>();
        documents.forEach((name, document) -> {
            try {
                json.put(name, JSON.readTree(document.content()));
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        return new PromotionRecord(
                new Promotion(
                        "PRM-1",
                        "late",
                        Promotion.Kind.RETRAIN,
                        PromotionState.PROMOTED,
                        "person",
                        "why",
                        "ann",
                        1,
                        null,
                        "1",
                        "old",
                        null,
                        "2",
                        "new",
                        "done",
                        THEN,
                        THEN,
                        THEN),
                new PromotionRecord.Trigger("person", "why", "ann", List.of()),
                List.of(),
                documents,
                json,
                null,
                null,
                null,
                aliases,
                List.of(),
                List.of(),
                facts,
                List.of(),
                Map.of(),
                Map.of(),
                new AuditTrails.Trail(entries, chain));
    }

    private void keep(String name, String content) {
        Promotion.Document document = document(name, content);
        documents.put(name, document);
        entries.add(new Entry(
                entries.size() + 1,
                THEN,
                "mendflow",
                "promotion.document",
                "PRM-1",
                Map.of("name", name, "sha256", document.sha256()),
                "",
                ""));
    }

    private static Promotion.Document document(String name, String content) {
        String sha256 =
                EvidenceFile.of(name, content.getBytes(StandardCharsets.UTF_8)).sha256();
        return new Promotion.Document(name, "application/json", content, sha256, THEN);
    }

    private static String approvals(String... people) {
        List<String> said = new ArrayList<>();
        for (String by : people) {
            said.add(
                    "{\"role\":\"validator\",\"decision\":\"approve\",\"by\":\"%s\",\"digest\":\"new\"}".formatted(by));
        }
        return said.toString();
    }
}
