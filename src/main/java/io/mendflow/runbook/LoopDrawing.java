package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Await;
import io.mendflow.runbook.Definition.Otherwise;
import io.mendflow.runbook.Definition.Verification;
import java.time.Duration;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/** Draws what is checked again and again until it holds or its time is over: the loop goes back below the way. */
final class LoopDrawing {

    private static final int LOWER_ROW = 130;
    private static final String TIME_LEFT = "Is there time left?";

    private final Wiring wiring;

    LoopDrawing(Wiring wiring) {
        this.wiring = wiring;
    }

    Fragment draw(Verification part, Sketch sketch) {
        boolean compared = part.comparison().baseline();
        return draw(
                new Loop(
                        "verify_" + part.slug(),
                        Elements.verification(part.slug()),
                        "Check that " + part.name(),
                        "Does it hold?",
                        compared ? "Is it to go on?" : TIME_LEFT,
                        compared ? "Not fixed, or worse" : "Not fixed in time",
                        Elements.verifying(part.slug()),
                        part.every(),
                        Otherwise.FAIL),
                sketch,
                false);
    }

    Fragment draw(Await part, Sketch sketch, boolean atOnce) {
        return draw(
                new Loop(
                        "await_" + part.slug(),
                        Elements.await(part.slug()),
                        "Await: " + part.name(),
                        "Is it so?",
                        TIME_LEFT,
                        "Not in time",
                        Elements.awaiting(part.slug()),
                        part.every(),
                        part.otherwise()),
                sketch,
                atOnce);
    }

    private Fragment draw(Loop loop, Sketch sketch, boolean atOnce) {
        String id = loop.id();
        ExclusiveGateway again = sketch.merge("Gateway_Again_" + id, 25, 0);
        ServiceTask check = sketch.task(ServiceTask.class, loop.task(), loop.name(), 160, 0);
        wiring.job(check, "runbookVerification", Retry.USUAL, atOnce);
        ExclusiveGateway holds = sketch.gateway(ExclusiveGateway.class, "Gateway_Holds_" + id, loop.question(), 295, 0);
        ExclusiveGateway time = sketch.gatewayWithTextRight(
                ExclusiveGateway.class, "Gateway_TimeLeft_" + id, loop.again(), 295, LOWER_ROW);
        sketch.flow(again, check);
        sketch.flow(check, holds);
        String verdict = Elements.verdictVariable(loop.variables());
        wiring.condition(
                sketch.down(holds, time, "not yet", sketch.bottom(holds), sketch.top(time)),
                "${%s != 'holds'}".formatted(verdict));
        pause(loop, sketch, again, time, verdict);
        return loop.otherwise() == Otherwise.CONTINUE
                ? goingOn(loop, sketch, again, holds, time)
                : failing(loop, sketch, again, holds, time);
    }

    private void pause(Loop loop, Sketch sketch, ExclusiveGateway again, ExclusiveGateway time, String verdict) {
        IntermediateCatchEvent wait = sketch.event(
                IntermediateCatchEvent.class,
                "Event_Wait_" + loop.id(),
                "Wait " + Wiring.spoken(loop.every()),
                160,
                LOWER_ROW);
        wiring.timer(wait, "${" + Elements.waitVariable(loop.variables()) + "}");
        Point side = sketch.left(time);
        wiring.condition(
                sketch.flow(time, wait, "yes", new Point(side.x() - 24, side.y() - 20), side, sketch.right(wait)),
                "${%s == 'not-yet'}".formatted(verdict));
        sketch.flow(
                wait,
                again,
                "",
                null,
                sketch.left(wait),
                new Point(sketch.box(again).center(), LOWER_ROW),
                sketch.bottom(again));
    }

    private Fragment failing(
            Loop loop, Sketch sketch, ExclusiveGateway again, ExclusiveGateway holds, ExclusiveGateway time) {
        EndEvent over = sketch.event(EndEvent.class, Elements.overdue(loop.id()), loop.failure(), 295, LOWER_ROW + 95);
        wiring.ends(over, sketch.canvas().stepFailed());
        time.setDefault(sketch.down(time, over, "no", sketch.bottom(time), sketch.top(over)));
        return new Fragment(sketch, again, holds, "yes");
    }

    private Fragment goingOn(
            Loop loop, Sketch sketch, ExclusiveGateway again, ExclusiveGateway holds, ExclusiveGateway time) {
        ExclusiveGateway on = sketch.merge("Gateway_GoOn_" + loop.id(), 440, 0);
        Point side = sketch.right(holds);
        holds.setDefault(sketch.flow(holds, on, "yes", new Point(side.x() + 20, side.y() - 20), side, sketch.left(on)));
        Point late = sketch.right(time);
        time.setDefault(sketch.flow(
                time,
                on,
                "no",
                new Point(late.x() + 16, late.y() - 20),
                late,
                new Point(sketch.box(on).center(), LOWER_ROW),
                sketch.bottom(on)));
        return new Fragment(sketch, again, on, "");
    }

    /**
     * What is looped.
     *
     * @param id last part of the ids
     * @param variables what the names of its variables begin with
     */
    private record Loop(
            String id,
            String task,
            String name,
            String question,
            String again,
            String failure,
            String variables,
            Duration every,
            Otherwise otherwise) {}
}
