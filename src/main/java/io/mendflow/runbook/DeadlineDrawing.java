package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Otherwise;
import java.time.Duration;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.Condition;
import org.camunda.bpm.model.bpmn.instance.ConditionalEventDefinition;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.jspecify.annotations.Nullable;

/** Draws what ends a wait early, below it: its deadline, and that the run stops because something beside it has failed. */
final class DeadlineDrawing {

    private static final int ENDS = 125;

    private final Wiring wiring;

    DeadlineDrawing(Wiring wiring) {
        this.wiring = wiring;
    }

    /**
     * The deadline.
     *
     * @param on where the way goes on when the run does all the same; null when it ends
     * @param row how far below the flow to there runs
     */
    void deadline(
            Sketch sketch,
            Activity waiting,
            String slug,
            Duration within,
            Otherwise otherwise,
            @Nullable FlowNode on,
            int row) {
        int x = sketch.box(waiting).left() + 22;
        BoundaryEvent timer =
                sketch.boundary(waiting, "Boundary_Overdue_" + slug, "After " + Wiring.spoken(within), x, -1);
        wiring.timer(timer, within.toString());
        if (on != null) {
            sketch.flow(
                    timer,
                    on,
                    "",
                    null,
                    sketch.bottom(timer),
                    new Point(x, row),
                    new Point(sketch.box(on).center(), row),
                    sketch.bottom(on));
            return;
        }
        String name = otherwise == Otherwise.ESCALATE ? "Escalate" : "Overdue";
        EndEvent over = sketch.event(EndEvent.class, Elements.overdue(slug), name, x, ENDS);
        wiring.ends(over, sketch.canvas().stepFailed());
        wiring.listen(over, "start", "runbookStop");
        sketch.flow(timer, over, "", null, sketch.bottom(timer), sketch.top(over));
    }

    /** Nobody needs to answer, and nothing to come, when the run stops anyhow. */
    void stops(Sketch sketch, Activity waiting, String slug) {
        int x = sketch.box(waiting).left() + 82;
        BoundaryEvent event = sketch.boundary(waiting, "Boundary_Stops_" + slug, "Run stops", x, 1);
        ConditionalEventDefinition condition =
                sketch.canvas().add(event, ConditionalEventDefinition.class, "Conditional_" + event.getId());
        sketch.canvas()
                .add(condition, Condition.class, "Condition_" + event.getId())
                .setTextContent("${%s == true}".formatted(Elements.RUN_STOPS));
        EndEvent stopped = sketch.event(EndEvent.class, "End_Stops_" + slug, "Stopped", x, ENDS);
        wiring.ends(stopped, sketch.canvas().stepFailed());
        sketch.flow(event, stopped, "", null, sketch.bottom(event), sketch.top(stopped));
    }
}
