package io.mendflow.console;

/** Small models as text. */
final class Bpmn {

    private Bpmn() {}

    /** A process of a start event, the given elements with the id {@code it}, and an end. */
    static String process(String key, String element) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions" targetNamespace="http://mendflow.io/test">
                  <bpmn:process id="%s" isExecutable="true">
                    <bpmn:startEvent id="start"/>
                    <bpmn:sequenceFlow id="in" sourceRef="start" targetRef="it"/>
                    %s
                    <bpmn:sequenceFlow id="out" sourceRef="it" targetRef="end"/>
                    <bpmn:endEvent id="end"/>
                  </bpmn:process>
                </bpmn:definitions>
                """
                .formatted(key, element);
    }

    static String userTask(String key, String candidateGroup) {
        return process(key, "<bpmn:userTask id=\"it\" camunda:candidateGroups=\"" + candidateGroup + "\"/>");
    }

    static String serviceTask(String key, String attributes) {
        return process(key, "<bpmn:serviceTask id=\"it\" " + attributes + "/>");
    }
}
