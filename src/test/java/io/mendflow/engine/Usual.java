package io.mendflow.engine;

/** A model with one of everything that people draw in Camunda Modeler, as Modeler writes it. */
final class Usual {

    static final String MODEL = Drawn.definitions(
            """
            <bpmn:process id="usual" name="Usual" isExecutable="true" camunda:historyTimeToLive="P30D" camunda:jobPriority="${priority}" camunda:versionTag="1.0" camunda:candidateStarterGroups="operator">
              <bpmn:documentation>Costs ${money.per.hour}, says the text, which nobody evaluates.</bpmn:documentation>
              <bpmn:extensionElements>
                <camunda:properties><camunda:property name="note" value="${not.evaluated}"/></camunda:properties>
                <camunda:executionListener delegateExpression="${heard}" event="end"/>
              </bpmn:extensionElements>
              <bpmn:startEvent id="start" name="Incident opened" camunda:formRef="form" camunda:formRefBinding="latest" camunda:initiator="starter"/>
              <bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="decide"/>
              <bpmn:businessRuleTask id="decide" name="Choose a runbook" camunda:resultVariable="choice" camunda:decisionRef="runbook-selection" camunda:mapDecisionResult="singleResult" camunda:asyncBefore="true">
                <bpmn:extensionElements>
                  <camunda:failedJobRetryTimeCycle>R3/PT10S</camunda:failedJobRetryTimeCycle>
                  <camunda:inputOutput>
                    <camunda:inputParameter name="severity">${severity}</camunda:inputParameter>
                    <camunda:inputParameter name="list"><camunda:list><camunda:value>${a}</camunda:value></camunda:list></camunda:inputParameter>
                    <camunda:inputParameter name="map"><camunda:map><camunda:entry key="k">${b}</camunda:entry></camunda:map></camunda:inputParameter>
                    <camunda:outputParameter name="runbook">${choice}</camunda:outputParameter>
                  </camunda:inputOutput>
                </bpmn:extensionElements>
              </bpmn:businessRuleTask>
              <bpmn:sequenceFlow id="f2" sourceRef="decide" targetRef="which"/>
              <bpmn:exclusiveGateway id="which" name="Approval needed?" default="f4"/>
              <bpmn:sequenceFlow id="f3" name="Yes" sourceRef="which" targetRef="approve">
                <bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${outcome == 'succeeded' &amp;&amp; (risk ne 'low' or not empty reason) and count &gt; 3.5}</bpmn:conditionExpression>
              </bpmn:sequenceFlow>
              <bpmn:sequenceFlow id="f4" name="No" sourceRef="which" targetRef="run"/>
              <bpmn:userTask id="approve" name="Approve ${runbook}" camunda:formKey="camunda-forms:bpmn:approve.form" camunda:assignee="${who}" camunda:candidateGroups="approver, ${group}" camunda:dueDate="${due}" camunda:followUpDate="${followUp}" camunda:priority="${priority}">
                <bpmn:extensionElements>
                  <camunda:taskListener delegateExpression="${seen}" event="timeout" id="tl"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></camunda:taskListener>
                  <camunda:formData><camunda:formField id="ok" label="OK" type="boolean" defaultValue="${suggestion}"><camunda:validation><camunda:constraint name="required"/></camunda:validation></camunda:formField></camunda:formData>
                </bpmn:extensionElements>
              </bpmn:userTask>
              <bpmn:boundaryEvent id="late" name="Too late" cancelActivity="false" attachedToRef="approve"><bpmn:timerEventDefinition id="ted"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">${escalateAfter}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
              <bpmn:sequenceFlow id="f5" sourceRef="approve" targetRef="run"/>
              <bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="escalated"/>
              <bpmn:endEvent id="escalated" name="Escalated"><bpmn:escalationEventDefinition escalationRef="Escalation_Late"/></bpmn:endEvent>
              <bpmn:callActivity id="run" name="Run the runbook" camunda:asyncBefore="true" calledElement="${runbookKey}" camunda:calledElementBinding="version" camunda:calledElementVersion="${runbookVersion}">
                <bpmn:extensionElements>
                  <camunda:in businessKey="#{execution.processBusinessKey}"/>
                  <camunda:in source="runId" target="runId"/>
                  <camunda:in sourceExpression="${a + b}" target="sum"/>
                  <camunda:out source="runOutcome" target="runOutcome"/>
                </bpmn:extensionElements>
                <bpmn:multiInstanceLoopCharacteristics isSequential="true" camunda:collection="${runs}" camunda:elementVariable="one"><bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${nrOfCompletedInstances == 2}</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>
              </bpmn:callActivity>
              <bpmn:boundaryEvent id="failed" name="Run failed" attachedToRef="run"><bpmn:errorEventDefinition errorRef="Error_Run" camunda:errorCodeVariable="code" camunda:errorMessageVariable="message"/></bpmn:boundaryEvent>
              <bpmn:sequenceFlow id="f7" sourceRef="failed" targetRef="away"/>
              <bpmn:endEvent id="away" name="Failed"><bpmn:terminateEventDefinition/></bpmn:endEvent>
              <bpmn:sequenceFlow id="f8" sourceRef="run" targetRef="race"/>
              <bpmn:eventBasedGateway id="race" name="What comes first?"/>
              <bpmn:sequenceFlow id="f9" sourceRef="race" targetRef="cleared"/>
              <bpmn:sequenceFlow id="f10" sourceRef="race" targetRef="waited"/>
              <bpmn:intermediateCatchEvent id="cleared" name="Signals cleared"><bpmn:messageEventDefinition messageRef="Message_Cleared"/></bpmn:intermediateCatchEvent>
              <bpmn:intermediateCatchEvent id="waited" name="Waited"><bpmn:timerEventDefinition><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">PT5M</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
              <bpmn:sequenceFlow id="f11" sourceRef="cleared" targetRef="tell"/>
              <bpmn:sequenceFlow id="f12" sourceRef="waited" targetRef="tell"/>
              <bpmn:serviceTask id="tell" name="Tell the ticket" camunda:delegateExpression="#{nothing}" camunda:asyncAfter="true" camunda:exclusive="false" camunda:jobPriority="10"/>
              <bpmn:sequenceFlow id="f13" sourceRef="tell" targetRef="out"/>
              <bpmn:serviceTask id="out" name="Ask outside" camunda:type="external" camunda:topic="${topic}"/>
              <bpmn:sequenceFlow id="f14" sourceRef="out" targetRef="note"/>
              <bpmn:sendTask id="note" name="Send a note" camunda:delegateExpression="${ nothing }"/>
              <bpmn:sequenceFlow id="f15" sourceRef="note" targetRef="set"/>
              <bpmn:serviceTask id="set" name="Set a variable" camunda:expression="${severity == 'critical' ? 1 : 4}" camunda:resultVariable="priority"/>
              <bpmn:sequenceFlow id="f16" sourceRef="set" targetRef="done"/>
              <bpmn:endEvent id="done" name="Mended"><bpmn:signalEventDefinition signalRef="Signal_Done"/></bpmn:endEvent>
              <bpmn:textAnnotation id="remark"><bpmn:text>Reads ${a.b.c()} to people only</bpmn:text></bpmn:textAnnotation>
            </bpmn:process>
            <bpmn:message id="Message_Cleared" name="cleared-${incident}"/>
            <bpmn:signal id="Signal_Done" name="done"/>
            <bpmn:error id="Error_Run" name="Run failed" errorCode="RUN_FAILED"/>
            <bpmn:escalation id="Escalation_Late" name="Late" escalationCode="LATE"/>
            """);

    private Usual() {}
}
