package io.mendflow.engine;

/** Small models as text. */
final class Drawn {

    private Drawn() {}

    /** A process that goes through one element with the id {@code it}. */
    static String process(String key, String element) {
        return process(key, "", element);
    }

    static String process(String key, String attributes, String element) {
        return definitions(
                """
                <bpmn:process id="%s" name="%s" isExecutable="true" %s>
                  <bpmn:startEvent id="start"/>
                  <bpmn:sequenceFlow id="in" sourceRef="start" targetRef="it"/>
                  %s
                  <bpmn:sequenceFlow id="out" sourceRef="it" targetRef="end"/>
                  <bpmn:endEvent id="end"/>
                </bpmn:process>
                """
                        .formatted(key, "The " + key, attributes, element));
    }

    static String definitions(String content) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions" targetNamespace="http://mendflow.io/test">
                %s
                </bpmn:definitions>
                """
                .formatted(content);
    }

    static String serviceTask(String attributes) {
        return "<bpmn:serviceTask id=\"it\" " + attributes + "/>";
    }

    /** A table with one rule that turns the variable {@code x} into {@code y}. */
    static String decision(String key, String inputEntry, String outputEntry, String language) {
        return """
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drd" name="DRD" namespace="http://camunda.org/schema/1.0/dmn">
                  <decision id="%s" name="The %s">
                    <decisionTable id="table">
                      <input id="input"><inputExpression id="ie" typeRef="string"><text>x</text></inputExpression></input>
                      <output id="output" name="y" typeRef="string"/>
                      <rule id="rule">
                        <inputEntry id="entry" %s><text>%s</text></inputEntry>
                        <outputEntry id="answer" %s><text>%s</text></outputEntry>
                      </rule>
                    </decisionTable>
                  </decision>
                </definitions>
                """
                .formatted(key, key, language, inputEntry, language, outputEntry);
    }
}
