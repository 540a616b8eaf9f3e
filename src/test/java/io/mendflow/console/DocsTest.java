package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class DocsTest extends Served {

    @Test
    void describesTheServiceAndItsLogIn() {
        JsonNode docs = docs();

        assertThat(docs.at("/info/title").asText()).isEqualTo("Mendflow");
        assertThat(docs.at("/info/version").asText()).isNotBlank();
        assertThat(docs.at("/info/description").asText()).contains("RFC 9457");
        assertThat(docs.at("/components/securitySchemes/basic/scheme").asText()).isEqualTo("basic");
    }

    @Test
    void describesEveryOperationWithItsRefusals() {
        JsonNode paths = docs().get("paths");

        assertThat(paths.fieldNames())
                .toIterable()
                .contains(
                        "/hooks/{source}",
                        "/api/ledger",
                        "/api/signals",
                        "/api/incidents",
                        "/api/incidents/{key}",
                        "/api/incidents/{key}/resolve",
                        "/api/runbooks/{id}/runs",
                        "/api/runs/{id}/replay",
                        "/api/runs/{id}",
                        "/api/approvals/{id}",
                        "/api/dead-letters/{id}/replay",
                        "/api/audit/verify");
        paths.properties().forEach(path -> path.getValue().properties().forEach(operation -> {
            if (operation.getKey().equals("options")) {
                return;
            }
            JsonNode described = operation.getValue();
            String name = operation.getKey() + " " + path.getKey();
            assertThat(described.path("summary").asText()).as(name).isNotBlank();
            assertThat(described.path("tags")).as(name).isNotEmpty();
            assertThat(described.get("responses").fieldNames())
                    .toIterable()
                    .as(name)
                    .contains("401", "503")
                    .anyMatch(status -> status.startsWith("2"));
            assertThat(described
                            .at("/responses/401/content/application~1problem+json/schema/$ref")
                            .asText())
                    .isEqualTo("#/components/schemas/Refusal");
            if (path.getKey().startsWith("/api")) {
                assertThat(described.at("/security/0/basic").isArray()).as(name).isTrue();
                assertThat(described.get("responses").has("404"))
                        .as(name)
                        .isEqualTo(path.getKey().contains("{"));
            }
        }));
        assertThat(paths.at("/~1api~1incidents~1{key}~1resolve/post/responses").has("409"))
                .isTrue();
        assertThat(paths.at("/~1hooks~1{source}/post/responses").fieldNames())
                .toIterable()
                .contains("202", "413", "415")
                .doesNotContain("200");
        assertThat(paths.at("/~1api~1incidents~1{key}~1resolve/post/operationId")
                        .asText())
                .isEqualTo("postIncidentsKeyResolve");
        assertThat(paths.at("/~1api~1runbooks~1{id}~1runs/post/responses").fieldNames())
                .toIterable()
                .contains("201", "400")
                .doesNotContain("200");
    }

    @Test
    void namesSchemasAsPeopleWould() {
        JsonNode schemas = docs().at("/components/schemas");

        assertThat(schemas.fieldNames())
                .toIterable()
                .contains(
                        "Incident",
                        "IncidentDetails",
                        "Signal",
                        "Run",
                        "RunDetails",
                        "Runbook",
                        "Approval",
                        "TimelineEntry",
                        "AuditEntry",
                        "Problem",
                        "Refusal")
                .noneMatch(name -> name.matches(".*(View|Dto|ProblemDetail)$"));
        assertThat(schemas.at("/RunDetails/properties").fieldNames())
                .toIterable()
                .contains("id", "runbookId", "state", "steps")
                .doesNotContain("run");
        assertThat(schemas.at("/Problem/properties").fieldNames()).toIterable().contains("file", "line", "reason");
        assertThat(schemas.at("/Ticket/properties").has("open")).isFalse();
    }

    @Test
    void showsTheDocsToThoseLoggedIn() {
        HttpResponse<String> start = get("/swagger-ui", userIn("viewer"));
        HttpResponse<String> page = get("/swagger-ui/index.html", userIn("viewer"));
        HttpResponse<String> setup = get("/swagger-ui/swagger-initializer.js", userIn("viewer"));

        assertThat(start.statusCode()).isEqualTo(302);
        assertThat(start.headers().firstValue("Location")).get().asString().endsWith("/swagger-ui/index.html");
        assertThat(page.body()).contains("swagger-ui-bundle.js");
        assertThat(setup.body()).contains("/v3/api-docs/swagger-config");
        for (String asset : List.of("/swagger-ui/swagger-ui-bundle.js", "/v3/api-docs/swagger-config")) {
            assertThat(get(asset, userIn("viewer")).statusCode()).as(asset).isEqualTo(200);
            assertThat(get(asset, null).statusCode()).as(asset).isEqualTo(401);
        }
    }

    private JsonNode docs() {
        return json(get("/v3/api-docs", userIn("viewer")));
    }
}
