package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Step;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;

/** Draws a step as a service task, or a call as a call activity, and its undo below it. */
final class StepDrawing {

    private final Wiring wiring;
    private final OnceDrawing once;

    StepDrawing(Wiring wiring) {
        this.wiring = wiring;
        this.once = new OnceDrawing(wiring);
    }

    Fragment draw(Step step, Sketch sketch, boolean atOnce) {
        Activity drawn;
        if (step.call() != null) {
            drawn = call(step, sketch, atOnce);
        } else if (step.once()) {
            drawn = once.draw(step, sketch, atOnce);
        } else {
            drawn = repeatable(step, sketch, atOnce);
        }
        if (step.undo() != null) {
            undo(step, sketch, drawn);
        }
        return new Fragment(sketch, drawn);
    }

    private Activity repeatable(Step step, Sketch sketch, boolean atOnce) {
        ServiceTask task = sketch.task(
                ServiceTask.class, Elements.step(step.slug()), Wiring.sentence(step.name()), Sketch.TASK_WIDTH / 2, 0);
        wiring.job(task, "runbookStep", step.retry(), atOnce);
        return task;
    }

    private Activity call(Step step, Sketch sketch, boolean atOnce) {
        CallActivity task = sketch.task(
                CallActivity.class, Elements.step(step.slug()), "Run " + step.name(), Sketch.TASK_WIDTH / 2, 0);
        task.setCalledElement(Elements.processKey(step.call().runbookId()));
        task.setCamundaCalledElementBinding("version");
        task.setCamundaCalledElementVersion("${" + Elements.CALLED_VERSION + "}");
        Canvas canvas = sketch.canvas();
        passIn(canvas, task, Elements.CALLED_RUN, Elements.RUN_ID);
        passIn(canvas, task, Elements.JOB_PRIORITY, Elements.JOB_PRIORITY);
        canvas.add(wiring.extensions(task), CamundaIn.class).setCamundaBusinessKey("${" + Elements.CALLED_KEY + "}");
        wiring.listen(task, "start", "runbookCall");
        wiring.listen(task, "end", "runbookCall");
        wiring.job(task, step.retry(), atOnce);
        return task;
    }

    private void passIn(Canvas canvas, CallActivity task, String from, String to) {
        CamundaIn in = canvas.add(wiring.extensions(task), CamundaIn.class);
        in.setCamundaSource(from);
        in.setCamundaTarget(to);
    }

    private void undo(Step step, Sketch sketch, Activity of) {
        String slug = step.slug();
        Box box = sketch.box(of);
        int x = box.left() + (step.once() ? 100 : 22);
        BoundaryEvent boundary = sketch.boundary(of, "Boundary_Undo_" + slug, "Undo", x, -1);
        sketch.canvas().add(boundary, CompensateEventDefinition.class, "Compensate_Boundary_" + slug);
        ServiceTask undo =
                sketch.task(ServiceTask.class, Elements.undo(slug), "Undo: " + step.name(), x - 20, box.bottom() + 110);
        undo.setForCompensation(true);
        undo.setCamundaDelegateExpression("${runbookUndo}");
        sketch.associate(
                boundary,
                undo,
                sketch.bottom(boundary),
                new Point(x, sketch.box(undo).top()));
    }
}
