package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Approval;
import io.mendflow.runbook.Definition.Await;
import io.mendflow.runbook.Definition.Each;
import io.mendflow.runbook.Definition.Parallel;
import io.mendflow.runbook.Definition.Part;
import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.Definition.Stop;
import io.mendflow.runbook.Definition.WaitFor;
import io.mendflow.runbook.Definition.When;
import java.util.List;
import org.camunda.bpm.model.bpmn.instance.BpmnModelElementInstance;

/** Draws parts of any kind; those that hold others come back here for them. */
final class PartDrawing {

    private final Canvas canvas;
    private final Wiring wiring;
    private final StepDrawing steps;
    private final LoopDrawing loops;
    private final ApprovalDrawing approvals;
    private final ParallelDrawing parallels;
    private final EachDrawing eaches;
    private final WhenDrawing questions;
    private final SignalDrawing signals;

    PartDrawing(Canvas canvas) {
        this.canvas = canvas;
        this.wiring = new Wiring(canvas);
        this.steps = new StepDrawing(wiring);
        this.loops = new LoopDrawing(wiring);
        this.approvals = new ApprovalDrawing(wiring);
        var scopes = new ScopeDrawing(canvas, wiring, this);
        this.parallels = new ParallelDrawing(wiring, scopes, this);
        this.eaches = new EachDrawing(canvas, wiring, scopes);
        this.questions = new WhenDrawing(wiring, this);
        this.signals = new SignalDrawing(wiring);
    }

    Sketch sketch(BpmnModelElementInstance scope) {
        return new Sketch(canvas, scope);
    }

    LoopDrawing loops() {
        return loops;
    }

    /** Parts one after the other. */
    Fragment sequence(List<Part> parts, BpmnModelElementInstance scope, boolean atOnce) {
        var way = new Way(sketch(scope));
        parts.forEach(part -> way.add(part(part, scope, atOnce)));
        return way.done();
    }

    /**
     * One part.
     *
     * @param atOnce true when others may be worked on at the same time
     */
    Fragment part(Part part, BpmnModelElementInstance scope, boolean atOnce) {
        Sketch sketch = sketch(scope);
        if (part instanceof Step step) {
            return steps.draw(step, sketch, atOnce);
        }
        if (part instanceof Await await) {
            return loops.draw(await, sketch, atOnce);
        }
        if (part instanceof Approval approval) {
            return approvals.draw(approval, sketch, atOnce);
        }
        if (part instanceof Parallel parallel) {
            return parallels.draw(parallel, sketch);
        }
        if (part instanceof Each each) {
            return eaches.draw(each, sketch, atOnce);
        }
        if (part instanceof When when) {
            return questions.draw(when, sketch, atOnce);
        }
        if (part instanceof WaitFor waitFor) {
            return signals.draw(waitFor, sketch, atOnce);
        }
        return stop((Stop) part, sketch);
    }

    private Fragment stop(Stop part, Sketch sketch) {
        String name = part.escalates() ? "Escalate: " + part.name() : "Fail: " + part.name();
        var end = sketch.event(
                org.camunda.bpm.model.bpmn.instance.EndEvent.class,
                Elements.stop(part.slug()),
                name,
                Sketch.EVENT / 2,
                0);
        wiring.ends(end, canvas.stepFailed());
        wiring.listen(end, "start", "runbookStop");
        return new Fragment(sketch, end, null, "");
    }
}
