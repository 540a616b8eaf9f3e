package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.impl.cfg.StandaloneInMemProcessEngineConfiguration;
import org.camunda.bpm.engine.runtime.Job;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallRouteTest {

    @TempDir
    static Path folder;

    private static ConnectorModule module;
    private static ProcessEngine engine;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(
                folder.resolve("test.camel.yaml"),
                """
                - route:
                    id: greet
                    from:
                      uri: direct:greet
                      steps:
                        - setBody:
                            simple: "${body[name]} ${body} ${header.BusinessKey} ${headers.size}"
                - route:
                    id: count
                    from:
                      uri: direct:count
                      steps:
                        - setBody:
                            simple:
                              expression: "${body.size}"
                              resultType: int
                - route:
                    id: ticket
                    from:
                      uri: direct:ticket
                      steps:
                        - setBody:
                            simple: "${body}"
                - route:
                    id: broken
                    from:
                      uri: direct:broken
                      steps:
                        - throwException:
                            exceptionType: java.io.IOException
                            message: no way
                """);
        module = ConnectorModule.start(Map.of("mendflow.routes.directories", folder.toString()));
        var configuration = new StandaloneInMemProcessEngineConfiguration();
        configuration.setJdbcUrl("jdbc:h2:mem:call-route");
        configuration.setProcessEngineName("call-route");
        configuration.setHistoryTimeToLive("P1D");
        configuration.setBeans(Map.of("callRoute", module.context().getBean("callRoute")));
        engine = configuration.buildProcessEngine();
    }

    @AfterAll
    static void stop() {
        engine.close();
        module.close();
    }

    @Test
    void sendsOnlyTheInputsOfTheTaskAndHandsBackTheAnswer() {
        assertThat(answer("greet")).isEqualTo("ada {name=ada} INC-7 1");
        assertThat(answer("count")).isEqualTo(1);
        assertThat(answer("ticket")).isEqualTo("{\"name\":\"ada\"}");
    }

    @Test
    void namesTheRoutesThatThereAreWhenOneIsUnknown() {
        assertThatThrownBy(() -> answer("greeet"))
                .hasMessageContaining("got 'greeet'")
                .hasMessageContaining("'task'")
                .hasMessageContainingAll("broken, count, ", " greet, host.local.alive");
    }

    @Test
    void leavesAFailedRouteToTheJobsRetries() {
        ProcessInstance instance = start("broken", true);
        Job job = engine.getManagementService()
                .createJobQuery()
                .processInstanceId(instance.getId())
                .singleResult();

        assertThatThrownBy(() -> engine.getManagementService().executeJob(job.getId()))
                .isInstanceOf(RouteFailed.class)
                .hasMessageContaining("'broken'")
                .hasMessageContaining("no way");

        assertThat(engine.getManagementService()
                        .createJobQuery()
                        .processInstanceId(instance.getId())
                        .singleResult()
                        .getRetries())
                .isEqualTo(2);
    }

    private static Object answer(String route) {
        ProcessInstance instance = start(route, false);
        return engine.getHistoryService()
                .createHistoricVariableInstanceQuery()
                .processInstanceId(instance.getId())
                .variableName("taken")
                .singleResult()
                .getValue();
    }

    private static ProcessInstance start(String route, boolean asJob) {
        String key = "calls-" + route + asJob;
        engine.getRepositoryService()
                .createDeployment()
                .addModelInstance(
                        key + ".bpmn",
                        Bpmn.createExecutableProcess(key)
                                .startEvent()
                                .serviceTask("task")
                                .camundaDelegateExpression("${callRoute}")
                                .camundaInputParameter("route", route)
                                .camundaInputParameter("name", "${who}")
                                .camundaOutputParameter("taken", "${answer}")
                                .camundaAsyncBefore(asJob)
                                .endEvent()
                                .done())
                .deploy();
        return engine.getRuntimeService()
                .startProcessInstanceByKey(
                        key, "INC-7", Map.of("who", "ada", "secret", "not yours", "route", "automate"));
    }
}
