package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Branch;
import io.mendflow.runbook.Definition.Each;
import io.mendflow.runbook.Definition.Parallel;
import io.mendflow.runbook.Definition.Part;
import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.Definition.When;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;

/**
 * Draws what happens when a run cannot go on, as a sub-process of its own that any failure leads to: what was done is undone, the last first, and the
 * run ends as failed; or nothing is, and people take over.
 */
final class FailureDrawing {

    private final Canvas canvas;
    private final Wiring wiring;
    private final PartDrawing parts;

    FailureDrawing(Canvas canvas, Wiring wiring, PartDrawing parts) {
        this.canvas = canvas;
        this.wiring = wiring;
        this.parts = parts;
    }

    Sketch draw(Definition runbook) {
        Process process = canvas.process();
        SubProcess frame = canvas.add(process, SubProcess.class, "SubProcess_Failure");
        frame.setName("When the run cannot go on");
        frame.setTriggeredByEvent(true);
        Sketch inner = parts.sketch(frame);
        var way = new Way(inner);
        StartEvent failed = start(frame, way);
        canvas.add(failed, ErrorEventDefinition.class, "Error_Start_Failed");
        if (escalates(runbook)) {
            way.add(askWhetherToUndo(frame));
        }
        undone(runbook.parts()).forEach(undone -> way.add(undoing(frame, undone)));
        way.add(end(frame, Elements.END_FAILED, "Run failed"));
        Sketch sketch = parts.sketch(process);
        Box bounds = inner.bounds();
        sketch.put(inner, 40 - bounds.left(), 0);
        sketch.frame(frame, new Box(0, bounds.top() - 50, bounds.width() + 80, bounds.height() + 80));
        return sketch;
    }

    private StartEvent start(SubProcess frame, Way way) {
        Sketch sketch = parts.sketch(frame);
        StartEvent start = sketch.event(StartEvent.class, "Start_Failed", "Part failed", Sketch.EVENT / 2, 0);
        way.add(new Fragment(sketch, start));
        return start;
    }

    private Fragment askWhetherToUndo(SubProcess frame) {
        Sketch sketch = parts.sketch(frame);
        ExclusiveGateway ask = sketch.gateway(ExclusiveGateway.class, "Gateway_Undo", "Is it to be undone?", 25, 0);
        EndEvent escalated = end(sketch, Elements.END_ESCALATED, "Escalated", 25, 110);
        wiring.condition(
                sketch.down(ask, escalated, "no", sketch.bottom(ask), sketch.top(escalated)),
                "${%s == true}".formatted(Elements.RUN_ESCALATES));
        return new Fragment(sketch, ask, ask, "yes");
    }

    private Fragment undoing(SubProcess frame, Undone undone) {
        Sketch sketch = parts.sketch(frame);
        IntermediateThrowEvent event = sketch.event(
                IntermediateThrowEvent.class,
                "Event_Undo_" + undone.slug(),
                "Undo " + undone.name() + " if done",
                Sketch.EVENT / 2,
                0);
        wiring.job(event, Retry.USUAL, false);
        canvas.add(event, CompensateEventDefinition.class, "Compensate_" + undone.slug())
                .setAttributeValue("activityRef", undone.elementId());
        return new Fragment(sketch, event);
    }

    private Fragment end(SubProcess frame, String id, String name) {
        Sketch sketch = parts.sketch(frame);
        return new Fragment(sketch, end(sketch, id, name, Sketch.EVENT / 2, 0), null, "");
    }

    private EndEvent end(Sketch sketch, String id, String name, int x, int y) {
        EndEvent end = sketch.event(EndEvent.class, id, name, x, y);
        Error error = canvas.error("Error_RunFailed", "Run failed", Elements.RUN_FAILED);
        error.setCamundaErrorMessage("${" + Elements.RUN_REASON + "}");
        wiring.ends(end, error);
        wiring.listen(end, "start", "runbookRun");
        return end;
    }

    private static boolean escalates(Definition runbook) {
        return runbook.all().anyMatch(FailureDrawing::escalates);
    }

    private static boolean escalates(Part part) {
        return (part instanceof Definition.Stop stop && stop.escalates())
                || (part instanceof Definition.Approval approval
                        && approval.otherwise() == Definition.Otherwise.ESCALATE)
                || (part instanceof Definition.WaitFor wait && wait.otherwise() == Definition.Otherwise.ESCALATE);
    }

    /** What there may be to undo in the process itself, the last first; sub-processes undo what is in them. */
    private static List<Undone> undone(List<Part> parts) {
        var all = new ArrayList<>(parts.stream().flatMap(FailureDrawing::undone).toList());
        Collections.reverse(all);
        return all;
    }

    private static Stream<Undone> undone(Part part) {
        if (part instanceof Step step) {
            return step.undo() == null
                    ? Stream.empty()
                    : Stream.of(new Undone(step.slug(), step.name(), Elements.undone(step)));
        }
        if (part instanceof When when) {
            return Stream.concat(when.then().stream(), when.otherwise().stream())
                    .flatMap(FailureDrawing::undone);
        }
        if (part instanceof Parallel parallel) {
            return parallel.branches().stream().flatMap(FailureDrawing::undone);
        }
        if (part instanceof Each each && hasUndo(each.inside())) {
            return Stream.of(new Undone("each_" + each.slug(), each.name(), Elements.each(each.slug())));
        }
        return Stream.empty();
    }

    private static Stream<Undone> undone(Branch branch) {
        Part first = branch.parts().get(0);
        if (branch.name() == null && first instanceof Step) {
            return undone(first);
        }
        String name = branch.name() == null ? first.name() : branch.name();
        return hasUndo(branch.inside())
                ? Stream.of(new Undone("branch_" + branch.slug(), name, Elements.branch(branch.slug())))
                : Stream.empty();
    }

    private static boolean hasUndo(Stream<Part> parts) {
        return parts.anyMatch(part -> part instanceof Step step && step.undo() != null);
    }

    private record Undone(String slug, String name, String elementId) {}
}
