package io.mendflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.variable.Variables;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesTest {

    private static final String REACH = "''.getClass().forName('java.lang.Runtime').getMethod('getRuntime')";
    private static EngineModule module;

    @BeforeAll
    static void start() {
        module = EngineModule.on(EngineModule.h2());
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<bpmn:scriptTask id='it' scriptFormat='groovy'><bpmn:script>1</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id='it' scriptFormat='juel'><bpmn:script>${1}</bpmn:script></bpmn:scriptTask>",
                "<bpmn:scriptTask id='it' scriptFormat='javascript' camunda:resource='deployment://x.js'/>",
                "<bpmn:serviceTask id='it' camunda:class='org.camunda.bpm.engine.impl.bpmn.behavior.ShellActivityBehavior'/>",
                "<bpmn:serviceTask id='it' xmlns:a='http://activiti.org/bpmn' a:class='java.lang.String'/>",
                "<bpmn:serviceTask id='it' camunda:type='shell'/>",
                "<bpmn:serviceTask id='it' camunda:type='mail'/>",
                "<bpmn:sendTask id='it' camunda:type='Shell'/>",
                "<bpmn:serviceTask id='it' camunda:expression='${nothing.execute(execution)}'/>",
                "<bpmn:serviceTask id='it' camunda:expression='#{execution.setVariable(\"a\", 1)}'/>",
                "<bpmn:serviceTask id='it' camunda:expression='${execution.engineServices}' camunda:resultVariable='x'/>",
                "<bpmn:serviceTask id='it' camunda:expression='${list[0]}'/>",
                "<bpmn:serviceTask id='it' camunda:expression='${dataSource}'/>",
                "<bpmn:serviceTask id='it' camunda:expression='a ${b} c ${d.e}'/>",
                "<bpmn:serviceTask id='it' camunda:expression='${now()}'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='${dataSource}'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='${unknown}'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='${nothing.class}'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='x${nothing}'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='nothing'/>",
                "<bpmn:serviceTask id='it' camunda:delegateExpression='${nothing}'><bpmn:extensionElements><camunda:field name='a' stringValue='b'/></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:serviceTask id='it'><bpmn:extensionElements><camunda:connector><camunda:connectorId>http-connector</camunda:connectorId></camunda:connector></bpmn:extensionElements></bpmn:serviceTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:taskListener event='create' class='java.lang.String'/></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:taskListener event='create'><camunda:script scriptFormat='groovy'>1</camunda:script></camunda:taskListener></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:executionListener event='start' expression='${seen.notify(task)}'/></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:executionListener event='start' delegateExpression='${engineConfiguration}'/></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name='a'><camunda:script scriptFormat='groovy'>1</camunda:script></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name='a'><camunda:list><camunda:value>${a.b}</camunda:value></camunda:list></camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it'><bpmn:documentation>${a.b()}</bpmn:documentation></bpmn:userTask>",
                "<bpmn:userTask id='it' camunda:assignee='${user.name}'/>",
                "<bpmn:userTask id='it' name='${a.b}'/>",
                "<bpmn:userTask id='it'><bpmn:extensionElements><camunda:formData><camunda:formField id='f' type='string'><camunda:validation><camunda:constraint name='validator' config='java.lang.String'/></camunda:validation></camunda:formField></camunda:formData></bpmn:extensionElements></bpmn:userTask>",
                "<bpmn:userTask id='it' camunda:formHandlerClass='java.lang.String'/>",
                "<bpmn:callActivity id='it' calledElement='x' camunda:variableMappingClass='java.lang.String'/>",
                "<bpmn:callActivity id='it' calledElement='x' camunda:variableMappingDelegateExpression='${nothing}'/>",
                "<bpmn:callActivity id='it' calledElement='${a.b}'/>",
                "<bpmn:businessRuleTask id='it' camunda:decisionRef='${a.b()}'/>",
                "<bpmn:intermediateCatchEvent id='it'><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type='bpmn:tFormalExpression'>${a.b}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
                "<bpmn:intermediateCatchEvent id='it'><bpmn:conditionalEventDefinition><bpmn:condition xsi:type='bpmn:tFormalExpression' language='groovy'>true</bpmn:condition></bpmn:conditionalEventDefinition></bpmn:intermediateCatchEvent>",
                "<bpmn:subProcess id='it'><bpmn:multiInstanceLoopCharacteristics camunda:collection='${a.b}'/></bpmn:subProcess>",
            })
    void refusesAnElementThatReachesForCode(String element) {
        assertThatThrownBy(() -> module.deploy(
                        "evil.bpmn",
                        Drawn.process("evil", element.replace('\'', '"').replace("\"a\"", "'a'"))))
                .isInstanceOfSatisfying(ParseException.class, refusal -> {
                    Problem problem =
                            refusal.getResorceReports().get(0).getErrors().get(0);
                    assertThat(problem.getMainElementId()).isEqualTo("it");
                    assertThat(problem.getLine()).isPositive();
                    assertThat(problem.getMessage()).startsWith("'it' is refused: ");
                });
        assertThat(module.models().deployed()).extracting(Models.Model::key).doesNotContain("evil");
    }

    @Test
    void refusesAScriptInAConditionAndNamesTheFlow() {
        String model = Drawn.process("evil", "<bpmn:exclusiveGateway id=\"it\"/>")
                .replace(
                        "<bpmn:sequenceFlow id=\"out\" sourceRef=\"it\" targetRef=\"end\"/>",
                        "<bpmn:sequenceFlow id=\"out\" sourceRef=\"it\" targetRef=\"end\"><bpmn:conditionExpression id=\"c\""
                                + " xsi:type=\"bpmn:tFormalExpression\" language=\"groovy\">true</bpmn:conditionExpression></bpmn:sequenceFlow>");

        assertThatThrownBy(() -> module.deploy("evil.bpmn", model))
                .isInstanceOf(ParseException.class)
                .hasMessageContaining("'out' is refused")
                .hasMessageContaining("groovy");
    }

    @Test
    void acceptsWhatPeopleDraw() {
        module.deploy("usual.bpmn", Usual.MODEL);

        assertThat(module.models().deployed()).extracting(Models.Model::key).contains("usual");
    }

    @Test
    void seesVariablesBeansAndFacts() {
        module.deploy(
                "facts.bpmn",
                Drawn.process(
                        "facts",
                        """
                        <bpmn:userTask id="it" camunda:assignee="${who}">
                          <bpmn:extensionElements>
                            <camunda:taskListener event="create" delegateExpression="${seen}"/>
                            <camunda:executionListener event="start" delegateExpression="${heard}"/>
                            <camunda:inputOutput>
                              <camunda:inputParameter name="key">${execution.processBusinessKey}</camunda:inputParameter>
                              <camunda:inputParameter name="text">for ${who} at ${1 + 1}</camunda:inputParameter>
                            </camunda:inputOutput>
                          </bpmn:extensionElements>
                        </bpmn:userTask>"""));

        module.engine().getRuntimeService().startProcessInstanceByKey("facts", "INC-7", Map.of("who", "ann"));

        var task = module.engine()
                .getTaskService()
                .createTaskQuery()
                .processInstanceBusinessKey("INC-7")
                .singleResult();
        assertThat(task.getAssignee()).isEqualTo("ann");
        assertThat(module.engine().getTaskService().getVariables(task.getId()))
                .containsEntry("key", "INC-7")
                .containsEntry("text", "for ann at 2");
        assertThat(module.work().done).contains("heard", "seen");
    }

    @Test
    void findsNoOtherBeanAtRunTime() {
        module.deploy("bean.bpmn", Drawn.process("bean", "<bpmn:userTask id='it' camunda:assignee='${dataSource}'/>"));

        assertThatThrownBy(() -> module.engine().getRuntimeService().startProcessInstanceByKey("bean"))
                .isInstanceOf(ProcessEngineException.class)
                .hasMessageContaining("dataSource");
    }

    @Test
    void callsNothingEvenIfACallGotPastTheRules() {
        var expressions = (Expressions)
                module.context().getBean(EngineConfiguration.class).getExpressionManager();

        assertThatThrownBy(() -> expressions.createExpression("${" + REACH + "}"))
                .isInstanceOf(ProcessEngineException.class);
        assertThatThrownBy(() -> expressions
                        .toElProvider()
                        .createExpression("${" + REACH + "}")
                        .getValue(Variables.createVariables().asVariableContext()))
                .isInstanceOf(ProcessEngineException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"groovy", "javascript", "juel", "http://groovy-lang.org"})
    void refusesADecisionInAnotherLanguageThanFeel(String language) {
        String model = Drawn.decision("evil-table", "true", "1", "expressionLanguage=\"" + language + "\"");

        for (String name : List.of("evil.dmn", "evil_dmn", "evil.dmn11.xml")) {
            assertThatThrownBy(() -> module.deploy(name, model))
                    .isInstanceOfSatisfying(ParseException.class, refusal -> assertThat(refusal.getResorceReports()
                                    .get(0)
                                    .getErrors()
                                    .get(0)
                                    .getMainElementId())
                            .isEqualTo("entry"))
                    .hasMessageContaining(language);
        }
    }

    @Test
    void decidesInFeelAndReachesNoJavaFromIt() {
        module.deploy("good.dmn", Drawn.decision("good", "\"a\",\"b\"", "\"yes \" + x", ""));
        module.deploy(
                "reach.dmn",
                Drawn.decision(
                        "reach",
                        "-",
                        "(function(a) external { java: { class: \"java.lang.System\", method signature: \"getProperty(java.lang.String)\" } })(\"user.dir\")",
                        "expressionLanguage=\"feel\""));
        var decisions = module.engine().getDecisionService();

        String answer =
                decisions.evaluateDecisionTableByKey("good", Map.of("x", "a")).getSingleEntry();

        assertThat(answer).isEqualTo("yes a");
        String home = System.getProperty("user.dir");
        String reached;
        try {
            reached = String.valueOf(decisions
                    .evaluateDecisionTableByKey("reach", Map.of("x", "a"))
                    .<Object>getSingleEntry());
        } catch (ProcessEngineException e) {
            reached = String.valueOf(e.getMessage());
        }
        assertThat(reached).doesNotContain(home);
    }

    @Test
    void refusesCaseModels() {
        assertThatThrownBy(() -> module.deploy("case.cmmn", "<x/>"))
                .isInstanceOf(ParseException.class)
                .hasMessageContaining("CMMN");
    }

    @Test
    void checksQuickly() {
        StringBuilder tasks = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            tasks.append("<bpmn:userTask id=\"t").append(i).append("\" camunda:assignee=\"${who == 'a' ? b : c}\"/>");
        }
        String model = Drawn.process("large", "<bpmn:userTask id=\"it\"/>" + tasks);

        long start = System.nanoTime();
        module.deploy("large.bpmn", model);

        assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(3000);
    }
}
