package io.mendflow.engine;

import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParse;
import org.camunda.bpm.engine.impl.bpmn.parser.BpmnParser;

/** Camunda's parse of a BPMN file, which {@link BpmnRule} has to let pass first: whoever deploys it, and again when it is read back. */
class CheckedBpmnParse extends BpmnParse {

    private final BpmnRule rule;

    CheckedBpmnParse(BpmnParser parser, BpmnRule rule) {
        super(parser);
        this.rule = rule;
    }

    @Override
    protected void parseRootElement() {
        rule.check(rootElement, (reason, element, id) -> addError(reason, element, id));
        if (!hasErrors()) {
            super.parseRootElement();
        }
    }
}
