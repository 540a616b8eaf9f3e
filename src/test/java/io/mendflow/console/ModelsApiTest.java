package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.AliasMove;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

class ModelsApiTest extends Served {

    @Autowired
    ModelStore store;

    @Test
    void tellsWhatIsKnownOfAModelThatServesNothingYet() {
        JsonNode model = json(get("/api/models", userIn("viewer"))).at("/items/0");

        assertThat(model.get("name").asText()).isEqualTo("listed");
        assertThat(model.get("owner").asText()).isEqualTo("team-b");
        assertThat(model.get("about").asText()).isEqualTo("When parcels come late");
        assertThat(model.get("tier").asInt()).isOne();
        for (String unknown :
                List.of("previous", "challenger", "lastValidation", "nextReview", "promotion", "storeAway")) {
            assertThat(model.get(unknown).isNull()).as(unknown).isTrue();
        }
        assertThat(model.get("reviewOverdue").asBoolean()).isTrue();
    }

    @Test
    void tellsWhatWasLiveWhen() {
        Instant before = Instant.now();
        version("kept-1");
        store.moveAliases("listed", List.of(new AliasMove("champion", null, "1")));
        // Whoever asks for a rollback has the champion looked at; there is nothing to go back to.
        HttpResponse<String> refused =
                post("/api/models/listed/rollbacks", userIn("operator"), "{\"reason\":\"slow\"}");

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
        assertThat(json(refused).get("detail").asText()).contains("listed", "served before");
        JsonNode model = json(get("/api/models/listed", userIn("viewer")));
        assertThat(model.get("champion").asText()).isEqualTo("1");
        assertThat(model.at("/versions/0/version").asText()).isEqualTo("1");
        assertThat(model.get("frozen").isNull()).isTrue();
        assertThat(json(get("/api/models/listed/history?at=" + before, userIn("viewer")))
                        .get("items"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET  | /api/models/unheard-of                      |                    | 404 | listed",
                "GET  | /api/models/unheard-of/history              |                    | 404 | listed",
                "GET  | /api/models/listed/history?at=yesterday     |                    | 400 | 'at'",
                "POST | /api/models/unheard-of/retrains             | {}                 | 404 | listed",
                "POST | /api/models/unheard-of/drift-checks         | {}                 | 404 | listed",
                "POST | /api/models/unheard-of/rollbacks            | {}                 | 404 | listed",
                "POST | /api/models/listed/drift-checks             | {}                 | 400 | mendflow.models.inventory.listed.data",
                "POST | /api/models/listed/retrains                 | {\"version\":\"9\"}| 404 | version 9",
                "POST | /api/models/listed/rollbacks                | {\"version\":\"9\"}| 404 | version 9",
                "POST | /api/models/listed/retrains                 | {\"reason\":1,     | 400 | JSON",
                "GET  | /api/promotions?state=nowhere               |                    | 400 | state",
                "GET  | /api/promotions?limit=0                     |                    | 400 | limit",
                "GET  | /api/promotions/PRM-0                       |                    | 404 | PRM-0",
                "GET  | /api/promotions/PRM-0/evidence              |                    | 404 | PRM-0",
                "GET  | /api/promotions/PRM-0/documents/a.json      |                    | 404 | PRM-0",
            })
    void saysWhatIsWrongWithAQuestion(String method, String address, String body, int status, String word) {
        HttpResponse<String> answer = send(method, address, userIn("operator"), body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(json(answer).get("detail").asText()).contains(word);
        assertThat(json(get("/api/models/listed", userIn("viewer")))
                        .get("promotion")
                        .isNull())
                .isTrue();
    }

    private void version(String key) {
        store.register("listed", null);
        store.createVersion(new NewVersion(
                "listed",
                key,
                null,
                null,
                Map.of(),
                List.of(new Artifact("model.bin", () -> new ByteArrayInputStream(new byte[] {1})))));
    }
}
