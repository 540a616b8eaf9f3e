package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Otherwise;
import io.mendflow.runbook.Definition.WaitFor;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.ReceiveTask;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/** Draws the wait for a signal: a look whether it has come already, and a receive task when it has not. */
final class SignalDrawing {

    private static final int UPPER_ROW = -75;
    private static final int LOWER_ROW = 125;

    private final Wiring wiring;
    private final DeadlineDrawing deadlines;

    SignalDrawing(Wiring wiring) {
        this.wiring = wiring;
        this.deadlines = new DeadlineDrawing(wiring);
    }

    Fragment draw(WaitFor part, Sketch sketch, boolean atOnce) {
        String slug = part.slug();
        ServiceTask look = sketch.task(
                ServiceTask.class, Elements.look(slug), "Look for: " + part.name(), Sketch.TASK_WIDTH / 2, 0);
        wiring.job(look, "runbookLook", Retry.USUAL, atOnce);
        ExclusiveGateway come =
                sketch.gatewayWithTextRight(ExclusiveGateway.class, "Gateway_Come_" + slug, "Has it come?", 185, 0);
        sketch.flow(look, come);
        ReceiveTask wait = sketch.task(ReceiveTask.class, Elements.waitFor(slug), "Wait for: " + part.name(), 375, 0);
        wait.setMessage(sketch.canvas().signal());
        // Whoever tells of the signal does not do the work that comes after it.
        wait.setCamundaAsyncAfter(true);
        ExclusiveGateway on = sketch.merge("Gateway_GoOn_wait_" + slug, 515, 0);
        Point side = sketch.right(come);
        come.setDefault(
                sketch.flow(come, wait, "no", new Point(side.x() + 16, side.y() - 20), side, sketch.left(wait)));
        Point up = sketch.top(come);
        wiring.condition(
                sketch.flow(
                        come,
                        on,
                        "yes",
                        new Point(up.x() + 16, up.y() - 30),
                        up,
                        new Point(up.x(), UPPER_ROW),
                        new Point(sketch.box(on).center(), UPPER_ROW),
                        sketch.top(on)),
                "${%s == true}".formatted(Elements.heardVariable(slug)));
        sketch.flow(wait, on);
        boolean goesOn = part.otherwise() == Otherwise.CONTINUE;
        deadlines.deadline(
                sketch,
                wait,
                "wait_" + slug,
                part.within(),
                part.otherwise(),
                goesOn ? on : null,
                atOnce ? LOWER_ROW + 60 : LOWER_ROW);
        if (atOnce) {
            deadlines.stops(sketch, wait, "wait_" + slug);
        }
        return new Fragment(sketch, look, on, "");
    }
}
