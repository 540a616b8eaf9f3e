package io.mendflow.runbook;

import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.jspecify.annotations.Nullable;

/**
 * A part, drawn.
 *
 * @param in where the way comes in; its left edge is at x 0
 * @param out where the way goes on; null when the run ends in it
 * @param label of the flow that goes on; empty when it has none
 */
record Fragment(Sketch sketch, FlowNode in, @Nullable FlowNode out, String label) {

    Fragment(Sketch sketch, FlowNode inAndOut) {
        this(sketch, inAndOut, inAndOut, "");
    }
}
