package io.mendflow.runbook;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;

/**
 * Where a runbook's process goes when something has failed: the undos, the last step's first, and the end.
 *
 * @param first where it begins
 * @param elements all of it, the undos themselves too
 */
record UndoRow(String first, Set<String> elements) {

    static UndoRow of(BpmnModelInstance model) {
        var elements = new HashSet<String>();
        FlowNode first = model.getModelElementById(Elements.END_FAILED);
        elements.add(first.getId());
        FlowNode before = before(first);
        while (before != null) {
            first = before;
            elements.add(first.getId());
            before = before(first);
        }
        model.getModelElementsByType(Activity.class).stream()
                .filter(Activity::isForCompensation)
                .flatMap(undo -> Stream.of(undo.getId()))
                .forEach(elements::add);
        return new UndoRow(first.getId(), Set.copyOf(elements));
    }

    /** The part of the row before another one; null when it is the first. */
    private static FlowNode before(FlowNode node) {
        Collection<SequenceFlow> incoming = node.getIncoming();
        if (incoming.size() != 1) {
            return null;
        }
        FlowNode source = incoming.iterator().next().getSource();
        boolean gathers =
                source instanceof ExclusiveGateway && source.getOutgoing().size() == 1;
        return source instanceof IntermediateThrowEvent || gathers ? source : null;
    }
}
