package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Part;
import java.util.List;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;

/**
 * Draws parts as an open sub-process that other work goes on beside. When one of them fails it ends early, but it does end: if it were broken off, the
 * engine would forget what was done in it, and could not undo it later.
 */
final class ScopeDrawing {

    private static final int SIDE = 40;
    private static final int TITLE = 50;
    private static final int FOOT = 40;

    private final Canvas canvas;
    private final Wiring wiring;
    private final PartDrawing parts;

    ScopeDrawing(Canvas canvas, Wiring wiring, PartDrawing parts) {
        this.canvas = canvas;
        this.wiring = wiring;
        this.parts = parts;
    }

    /** @param id what the ids of its start and end are made of, such as {@code Item_restart} */
    Scope draw(Sketch sketch, String elementId, String id, String name, List<Part> inside, boolean atOnce) {
        SubProcess frame = canvas.add(sketch.scope(), SubProcess.class, elementId);
        frame.setName(name);
        Sketch inner = parts.sketch(frame);
        var way = new Way(inner);
        StartEvent start = start(way, frame, "Start_" + id);
        way.add(parts.sequence(inside, frame, atOnce));
        if (!Definition.ends(inside)) {
            wiring.endAlone(end(way, frame, "End_" + id, "Done"), atOnce);
        }
        wiring.endAlone(stopping(inner, frame, id), atOnce);
        frame(sketch, frame, inner);
        return new Scope(new Fragment(sketch, frame), frame, start);
    }

    /** Puts a frame around a sketch, its left edge at x 0. */
    void frame(Sketch sketch, SubProcess frame, Sketch inner) {
        Box bounds = inner.bounds();
        int dx = SIDE - bounds.left();
        sketch.put(inner, dx, 0);
        int width = Math.max(bounds.width() + 2 * SIDE, Sketch.width(frame.getName()) + 2 * SIDE);
        sketch.frame(frame, new Box(0, bounds.top() - TITLE, width, bounds.height() + TITLE + FOOT));
    }

    StartEvent start(Way way, SubProcess frame, String id) {
        Sketch sketch = parts.sketch(frame);
        StartEvent start = sketch.event(StartEvent.class, id, "Ready", Sketch.EVENT / 2, 0);
        way.add(new Fragment(sketch, start));
        return start;
    }

    FlowNode end(Way way, SubProcess frame, String id, String name) {
        Sketch sketch = parts.sketch(frame);
        FlowNode end = sketch.event(EndEvent.class, id, name, Sketch.EVENT / 2, 0);
        way.add(new Fragment(sketch, end));
        return end;
    }

    private FlowNode stopping(Sketch inner, SubProcess frame, String id) {
        SubProcess event = canvas.add(frame, SubProcess.class, "SubProcess_Stopping_" + id);
        event.setName("When a part fails");
        event.setTriggeredByEvent(true);
        Sketch sketch = parts.sketch(event);
        StartEvent failed = sketch.event(StartEvent.class, "Start_Failed_" + id, "Part failed", 60, 0);
        canvas.add(failed, ErrorEventDefinition.class, "Error_Start_Failed_" + id);
        EndEvent end = sketch.event(EndEvent.class, "End_Failed_" + id, "Stopped here", 180, 0);
        sketch.flow(failed, end);
        int top = inner.bounds().bottom() + 30;
        inner.put(sketch, 0, top + 65);
        inner.frame(event, new Box(0, top, 240, 125));
        return end;
    }

    /** What was drawn: as a fragment, the sub-process itself, and the event that it starts with. */
    record Scope(Fragment fragment, SubProcess frame, StartEvent start) {}
}
