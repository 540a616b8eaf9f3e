package io.mendflow.runbook;

import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.jspecify.annotations.Nullable;

/** A way from left to right on one straight line, put together fragment by fragment. */
final class Way {

    /** How far something below a fragment may stand out to its left without coming too close to the one before. */
    private static final int OVERHANG = 50;

    private final Sketch sketch;
    private @Nullable FlowNode first;
    private @Nullable FlowNode last;
    private String label = "";
    private int end;

    Way(Sketch sketch) {
        this.sketch = sketch;
    }

    void add(Fragment next) {
        Box bounds = next.sketch().bounds();
        int overhang = Math.max(0, -bounds.left() - OVERHANG);
        int gap = first == null ? 0 : Math.max(Sketch.GAP, label.isEmpty() ? 0 : Sketch.width(label) + 24);
        int x = end + gap + overhang;
        sketch.put(next.sketch(), x, 0);
        if (last != null) {
            connect(last, next.in());
        }
        if (first == null) {
            first = next.in();
        }
        last = next.out();
        label = next.label();
        end = x + bounds.right();
    }

    Fragment done() {
        if (first == null) {
            throw new IllegalStateException("Expected a way with something on it");
        }
        return new Fragment(sketch, first, last, label);
    }

    private void connect(FlowNode from, FlowNode to) {
        Point start = sketch.right(from, 0);
        SequenceFlow flow = sketch.flow(
                from,
                to,
                label,
                new Point(start.x() + 7 + Sketch.width(label) / 2, start.y() - 20),
                start,
                sketch.left(to, 0));
        if (from instanceof ExclusiveGateway gateway && !label.isEmpty()) {
            gateway.setDefault(flow);
        }
    }
}
