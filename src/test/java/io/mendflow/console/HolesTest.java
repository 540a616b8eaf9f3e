package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

/** The holes that Camunda 7.24 comes with; each test is an attack that has to fail. */
class HolesTest extends Served {

    private static final String REACH = "${''.getClass().forName('java.lang.System').getMethod('exit')}";

    @Autowired
    RuntimeService runtime;

    @Autowired
    TaskService tasks;

    @Autowired
    HistoryService history;

    @BeforeEach
    void deployPlain() {
        assertThat(deploy("plain.bpmn", Bpmn.userTask("plain", "operator"), "root")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/engine-rest/task",
                "/engine-rest/engine/default/task",
                "/engine-rest/version",
                "/engine-rest/process-definition",
                "/engine-rest/engine"
            })
    void asksForALogInOnTheEnginesApi(String address) {
        assertThat(get(address, null).statusCode()).isEqualTo(401);
        assertThat(get(address, "root").statusCode()).isEqualTo(200);
    }

    @Test
    void evaluatesNoExpressionInAQuery() {
        for (String address : new String[] {"/engine-rest/task", "/engine-rest/task/count"}) {
            for (String expression : new String[] {REACH, "${authenticatedUserId}", "${1 + 1}"}) {
                String query = "{\"assigneeExpression\":\"" + expression + "\"}";

                HttpResponse<String> outer = post(address, "root", query);
                HttpResponse<String> inner = post(address, "root", "{\"orQueries\":[" + query + "]}");

                assertThat(outer.statusCode()).as(outer.body()).isGreaterThanOrEqualTo(400);
                assertThat(inner.statusCode()).as(inner.body()).isEqualTo(400);
                assertThat(inner.body()).contains("without expressions");
            }
        }
    }

    @Test
    void storesNoFilterWithAnExpression() {
        for (String query : new String[] {
            "{\"assigneeExpression\":\"${authenticatedUserId}\"}",
            "{\"orQueries\":[{\"assigneeExpression\":\"${authenticatedUserId}\"}]}"
        }) {
            HttpResponse<String> answer = post(
                    "/engine-rest/filter/create",
                    "root",
                    "{\"resourceType\":\"Task\",\"name\":\"evil\",\"query\":" + query + "}");

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        }
    }

    @Test
    void evaluatesNoExpressionThatExtendsAFilter() {
        String filter = json(post(
                        "/engine-rest/filter/create",
                        "root",
                        "{\"resourceType\":\"Task\",\"name\":\"good\",\"query\":{\"orQueries\":[{\"assignee\":\"me\"}]}}"))
                .get("id")
                .asText();

        for (String what : new String[] {"list", "count", "singleResult"}) {
            String address = "/engine-rest/filter/" + filter + "/" + what;
            String query = "{\"assigneeExpression\":\"${authenticatedUserId}\"}";

            assertThat(post(address, "root", query).statusCode()).isEqualTo(400);
            assertThat(post(address, "root", "{\"orQueries\":[" + query + "]}").statusCode())
                    .isEqualTo(400);
            assertThat(post(address, "root", "{}").statusCode()).isLessThan(400);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda/api/admin/setup/default/user/create",
                "/camunda/api/admin/%73etup/default/user/create",
                "/camunda/api/admin/setup/default/user/create/",
                "/camunda/api/admin/./setup/default/user/create",
                "/camunda//api/admin/setup/default/user/create",
                "/camunda/api/admin/setup;x=y/default/user/create"
            })
    void letsNobodySetUpAFirstAdmin(String address) {
        // The worst case: somebody has emptied the group, so that Camunda would let everybody in.
        identities.deleteMembership("root", "camunda-admin");
        try {
            String eve = "{\"profile\":{\"id\":\"eve\"},\"credentials\":{\"password\":\"" + PASSWORD + "\"}}";

            HttpResponse<String> answer = post(address, null, eve);

            assertThat(answer.statusCode()).isGreaterThanOrEqualTo(400);
            assertThat(identities.createUserQuery().userId("eve").count()).isZero();
        } finally {
            identities.createMembership("root", "camunda-admin");
        }
    }

    @Test
    void hasAnAdminFromTheStart() {
        assertThat(identities.createUserQuery().memberOfGroup("camunda-admin").list())
                .extracting(user -> user.getId())
                .contains("root");
    }

    @Test
    void holdsUsersToTheirRights() {
        String viewer = userIn("viewer");
        String instance = runtime.startProcessInstanceByKey("plain").getId();

        assertThat(get("/engine-rest/process-instance/" + instance, viewer).statusCode())
                .isEqualTo(200);
        assertThat(get("/engine-rest/process-instance/" + instance, userIn(null))
                        .statusCode())
                .isNotEqualTo(200);
        assertThat(post("/engine-rest/process-definition/key/plain/start", viewer, "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(post("/engine-rest/process-definition/key/plain/start", userIn("operator"), "{}")
                        .statusCode())
                .isEqualTo(403);
        assertThat(deploy("p.bpmn", Bpmn.userTask("p", "operator"), userIn("operator"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", "/engine-rest/process-instance/" + instance, viewer, null)
                        .statusCode())
                .isEqualTo(403);
        assertThat(send("DELETE", "/engine-rest/process-instance/" + instance, userIn("operator"), null)
                        .statusCode())
                .isEqualTo(204);
    }

    @Test
    void letsACandidateCompleteTheTaskAndNobodyElse() {
        String instance = runtime.startProcessInstanceByKey("plain").getId();
        String task = tasks.createTaskQuery()
                .processInstanceId(instance)
                .singleResult()
                .getId();
        String complete = "/engine-rest/task/" + task + "/complete";

        assertThat(post(complete, userIn("approver"), "{}").statusCode()).isEqualTo(403);
        assertThat(post(complete, userIn("viewer"), "{}").statusCode()).isEqualTo(403);
        assertThat(post(complete, userIn("operator"), "{}").statusCode()).isEqualTo(204);
    }

    @Test
    void takesNoSerializedJava() {
        String instance = runtime.startProcessInstanceByKey("plain").getId();
        String evil = "{\"type\":\"Object\",\"value\":\"rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA==\",\"valueInfo\":"
                + "{\"objectTypeName\":\"java.util.HashMap\",\"serializationDataFormat\":\"application/x-java-serialized-object\"}}";

        HttpResponse<String> answer =
                send("PUT", "/engine-rest/process-instance/" + instance + "/variables/evil", "root", evil);

        assertThat(answer.statusCode()).as(answer.body()).isGreaterThanOrEqualTo(400);
        assertThat(runtime.getVariables(instance)).doesNotContainKey("evil");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/camunda//app/cockpit/default/",
                "/camunda/app//cockpit/",
                "/camunda/..;/api/signals",
                "/camunda//api/admin/setup/default/user/create"
            })
    void refusesAnAddressThatCouldMeanTwoThings(String address) {
        HttpResponse<String> answer = get(address, "root");

        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 404);
        assertThat(json(answer).get("detail").asText()).contains("plain address");
    }

    @Test
    void boundsEveryQuery() {
        assertThat(get("/engine-rest/task", "root").statusCode()).isEqualTo(200);
        assertThat(post("/engine-rest/task", "root", "{}").statusCode()).isEqualTo(200);
        assertThat(get("/engine-rest/task?maxResults=100000", "root").statusCode())
                .isEqualTo(400);
    }

    @Test
    void takesNoWeakPassword() {
        HttpResponse<String> answer = post(
                "/engine-rest/user/create",
                "root",
                "{\"profile\":{\"id\":\"weak\"},\"credentials\":{\"password\":\"weak\"}}");

        HttpResponse<String> changed = send(
                "PUT",
                "/engine-rest/user/" + userIn("viewer") + "/credentials",
                "root",
                "{\"password\":\"weak\",\"authenticatedUserPassword\":\"" + ADMIN_PASSWORD + "\"}");
        for (HttpResponse<String> refusal : List.of(answer, changed)) {
            assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(400);
            assertThat(json(refusal).get("message").asText())
                    .contains("does not match policy", "at least 10 characters", "a digit");
        }
        assertThat(identities.createUserQuery().userId("weak").count()).isZero();
    }

    @Test
    void refusesAModelThatCarriesCodeAndNamesTheElement() {
        HttpResponse<String> answer = deploy(
                "evil.bpmn",
                Bpmn.process(
                        "evil",
                        "<bpmn:scriptTask id=\"it\" scriptFormat=\"groovy\"><bpmn:script>1</bpmn:script></bpmn:scriptTask>"),
                "root");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).get("type").asText()).isEqualTo("ParseException");
        assertThat(json(answer).get("message").asText()).contains("'it' is refused", "script");
        assertThat(json(answer).at("/details/evil.bpmn/errors/0/mainElementId").asText())
                .isEqualTo("it");
    }

    @Test
    void remembersWhoDeployedWhatAndWhatWasRefused() {
        String file = "trail-" + UUID.randomUUID() + ".bpmn";
        String evil = Bpmn.serviceTask("trail", "camunda:class=\"java.lang.Runtime\"");
        deploy(file, Bpmn.userTask("trail", "operator"), "root");
        deploy(file, evil, "root");
        deploy(file, evil, userIn("operator"));

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            List<JsonNode> about = new ArrayList<>();
            json(get("/api/audit?limit=100&subject=test", "root")).get("items").forEach(entry -> {
                if (entry.get("details").toString().contains(file)) {
                    about.add(entry);
                }
            });
            assertThat(about)
                    .extracting(entry -> entry.get("action").asText() + " by "
                            + entry.get("actor").asText())
                    .containsExactly("model.refuse by user-operator", "model.refuse by root", "model.deploy by root");
            assertThat(about.get(1).at("/details/reason").asText()).contains("java.lang.Runtime");
            assertThat(about.get(2).at("/details/files/" + file).asText()).hasSize(64);
        });
        assertThat(json(get("/api/audit?limit=100&subject=mendflow", "root")).toString())
                .contains("incident-response.bpmn");
    }

    @Test
    void letsAFlowWorkAsMendflowWhoeverMovedIt() {
        String operator = userIn("operator");
        deploy(
                "moved.bpmn",
                Bpmn.process(
                        "moved",
                        """
                <bpmn:userTask id="it" camunda:candidateGroups="operator"/>
                <bpmn:sequenceFlow id="on" sourceRef="it" targetRef="then"/>
                <bpmn:serviceTask id="then" camunda:delegateExpression="${startsAnother}"/>"""),
                "root");
        String instance = runtime.startProcessInstanceByKey("moved").getId();
        String task = tasks.createTaskQuery()
                .processInstanceId(instance)
                .singleResult()
                .getId();
        long before = runtime.createProcessInstanceQuery()
                .processDefinitionKey("plain")
                .count();

        HttpResponse<String> answer = post("/engine-rest/task/" + task + "/complete", operator, "{}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(204);
        assertThat(runtime.createProcessInstanceQuery()
                        .processDefinitionKey("plain")
                        .count())
                .isEqualTo(before + 1);
    }
}
