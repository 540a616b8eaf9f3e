package io.mendflow.engine;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.engine.Problem;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;
import org.camunda.bpm.engine.impl.util.ReflectUtil;
import org.camunda.bpm.engine.impl.util.xml.Parse;
import org.springframework.beans.factory.ListableBeanFactory;

/** What a deployment of models would be refused for, without an engine: for the tools of authors. */
public final class ModelRules {

    private final BpmnRule bpmn;

    /** @param beans those that models may name; their definitions are enough */
    public ModelRules(ListableBeanFactory beans) {
        this.bpmn = new BpmnRule(new ExposedBeans(beans));
    }

    /** Why a BPMN file would be refused: its grammar, scripts, class names, unknown delegates, expressions. */
    public List<Objection> bpmn(String name, byte[] bytes) {
        Parse parse =
                new DmnRule.OwnParser().createParse().name(name).sourceInputStream(new ByteArrayInputStream(bytes));
        parse.setSchemaResource(
                ReflectUtil.getResource(BpmnParser.BPMN_20_SCHEMA_LOCATION).toString());
        try {
            parse.execute();
        } catch (ProcessEngineException e) {
            return List.of(unreadable(e));
        }
        var objections = new ArrayList<>(objections(parse.getProblems()));
        if (objections.isEmpty()) {
            bpmn.check(
                    parse.getRootElement(),
                    (reason, element, id) -> objections.add(new Objection(element.getLine(), reason)));
        }
        return objections;
    }

    /** Why a DMN file would be refused: it is no XML, or speaks another language than FEEL. */
    public List<Objection> dmn(String name, byte[] bytes) {
        try {
            return objections(DmnRule.problems(name, bytes));
        } catch (ProcessEngineException e) {
            return List.of(unreadable(e));
        }
    }

    private static List<Objection> objections(List<Problem> problems) {
        return problems.stream()
                .map(problem -> new Objection(Math.max(0, problem.getLine()), String.valueOf(problem.getMessage())))
                .toList();
    }

    private static Objection unreadable(ProcessEngineException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        int line = cause instanceof org.xml.sax.SAXParseException place ? place.getLineNumber() : 0;
        return new Objection(line, "it cannot be read: " + cause.getMessage());
    }

    /**
     * One reason.
     *
     * @param line counted from 1; 0 when it is about the whole file
     */
    public record Objection(int line, String reason) {}
}
