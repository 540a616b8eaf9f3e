package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Step;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TimeCycle;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormField;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;

/**
 * Draws a step that acts once as a sub-process, so that the step counts as done, and can be undone, also when a person says that it happened.
 */
final class OnceDrawing {

    /** When, and how often, it is said again that a run waits for a person. */
    private static final String REMINDERS = "R3/PT15M";

    private static final Box FRAME = new Box(0, -80, 640, 320);
    private static final int LOWER_ROW = 150;

    private final Wiring wiring;

    OnceDrawing(Wiring wiring) {
        this.wiring = wiring;
    }

    Activity draw(Step step, Sketch sketch, boolean atOnce) {
        String slug = step.slug();
        Canvas canvas = sketch.canvas();
        SubProcess frame = canvas.add(sketch.scope(), SubProcess.class, Elements.undone(step));
        frame.setName(Wiring.sentence(step.name()) + ", once");
        Sketch inner = new Sketch(canvas, frame);
        FlowNode start = inner.event(StartEvent.class, "Start_Once_" + slug, "Ready", 58, 0);
        ExclusiveGateway again = inner.merge("Gateway_Again_" + slug, 150, 0);
        ServiceTask task = inner.task(ServiceTask.class, Elements.step(slug), Wiring.sentence(step.name()), 270, 0);
        wiring.job(task, "runbookStep", Retry.USUAL, atOnce);
        task.setCamundaAsyncAfter(true);
        ExclusiveGateway done = inner.merge("Gateway_Done_" + slug, 460, 0);
        FlowNode end = inner.event(EndEvent.class, "End_Done_" + slug, "Done", 570, 0);
        inner.flow(start, again);
        inner.flow(again, task);
        inner.flow(task, done);
        inner.flow(done, end);
        decide(step, inner, task, again, done);
        sketch.put(inner, 0, 0);
        sketch.frame(frame, FRAME);
        return frame;
    }

    private void decide(Step step, Sketch inner, Activity task, FlowNode again, FlowNode done) {
        String slug = step.slug();
        int middle = inner.box(task).center();
        BoundaryEvent unknown = inner.boundary(task, "Boundary_Unknown_" + slug, "Outcome unknown", middle, 1);
        inner.canvas()
                .add(unknown, ErrorEventDefinition.class, "Error_Unknown_" + slug)
                .setError(inner.canvas().error("Error_OutcomeUnknown", "Outcome unknown", Elements.OUTCOME_UNKNOWN));
        UserTask ask = ask(step, inner, middle);
        inner.flow(unknown, ask, "", null, inner.bottom(unknown), inner.top(ask));
        ExclusiveGateway what = inner.gatewayWithTextLeft(
                ExclusiveGateway.class,
                "Gateway_Happened_" + slug,
                "Did it happen?",
                inner.box(done).center(),
                LOWER_ROW);
        inner.flow(ask, what);
        Point up = inner.top(what);
        wiring.condition(
                inner.flow(what, done, "yes", new Point(up.x() + 16, up.y() - 40), up, inner.bottom(done)),
                is("happened"));
        int below = LOWER_ROW + 65;
        wiring.condition(
                inner.down(
                        what,
                        again,
                        "no: do it",
                        inner.bottom(what),
                        new Point(up.x(), below),
                        new Point(inner.box(again).center(), below),
                        inner.bottom(again)),
                is("did-not"));
        EndEvent stop = inner.event(EndEvent.class, Elements.stopped(slug), "Stopped", up.x() + 110, LOWER_ROW);
        wiring.ends(stop, inner.canvas().stepFailed());
        Point side = inner.right(what);
        what.setDefault(
                inner.flow(what, stop, "stop", new Point(side.x() + 28, side.y() - 20), side, inner.left(stop)));
    }

    private UserTask ask(Step step, Sketch inner, int middle) {
        UserTask ask = inner.task(
                UserTask.class,
                Elements.decision(step.slug()),
                "Decide what happened at " + step.name(),
                middle,
                LOWER_ROW);
        ask.setCamundaCandidateGroups("operator");
        wiring.listen(ask, "complete", "runbookDecision");
        remind(inner.canvas(), ask, step.slug());
        CamundaFormField field = wiring.field(wiring.form(ask), Elements.DECISION, "What happened?", "enum");
        wiring.choice(field, "happened", "It happened: count it as done and go on");
        wiring.choice(field, "did-not", "It did not: do it now");
        wiring.choice(field, "stop", "Stop the run, and undo what was done");
        return ask;
    }

    private void remind(Canvas canvas, UserTask task, String slug) {
        CamundaTaskListener listener = wiring.listen(task, "timeout", "runbookReminder");
        listener.setAttributeValue("id", "Reminder_" + slug);
        TimerEventDefinition timer = canvas.add(listener, TimerEventDefinition.class, "Timer_Reminder_" + slug);
        canvas.add(timer, TimeCycle.class, "Cycle_Reminder_" + slug).setTextContent(REMINDERS);
    }

    private static String is(String value) {
        return "${%s == '%s'}".formatted(Elements.DECISION, value);
    }
}
