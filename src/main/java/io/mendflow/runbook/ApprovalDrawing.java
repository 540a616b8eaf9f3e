package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Approval;
import io.mendflow.runbook.Definition.Otherwise;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormData;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormField;

/** Draws an approval: a user task, of as many instances as people are needed, and the question whether they agree. */
final class ApprovalDrawing {

    private static final int LOWER_ROW = 195;

    private final Wiring wiring;
    private final DeadlineDrawing deadlines;

    ApprovalDrawing(Wiring wiring) {
        this.wiring = wiring;
        this.deadlines = new DeadlineDrawing(wiring);
    }

    Fragment draw(Approval part, Sketch sketch, boolean atOnce) {
        String slug = part.slug();
        UserTask ask = ask(part, sketch);
        wiring.alone(ask, atOnce);
        ExclusiveGateway agreed =
                sketch.gateway(ExclusiveGateway.class, "Gateway_Approved_" + slug, "Do they approve?", 195, 0);
        sketch.flow(ask, agreed);
        EndEvent rejected = sketch.event(EndEvent.class, Elements.rejected(slug), "Rejected", 195, 110);
        wiring.ends(rejected, sketch.canvas().stepFailed());
        wiring.listen(rejected, "start", "runbookStop");
        SequenceFlow no = sketch.down(agreed, rejected, "no", sketch.bottom(agreed), sketch.top(rejected));
        if (atOnce) {
            deadlines.stops(sketch, ask, "approve_" + slug);
        }
        wiring.condition(no, "${%s != true}".formatted(Elements.approvedVariable(slug)));
        if (part.otherwise() != Otherwise.CONTINUE) {
            deadlines.deadline(sketch, ask, "approve_" + slug, part.within(), part.otherwise(), null, LOWER_ROW);
            return new Fragment(sketch, ask, agreed, "yes");
        }
        ExclusiveGateway on = sketch.merge("Gateway_GoOn_approve_" + slug, 335, 0);
        Point side = sketch.right(agreed);
        agreed.setDefault(
                sketch.flow(agreed, on, "yes", new Point(side.x() + 20, side.y() - 20), side, sketch.left(on)));
        deadlines.deadline(sketch, ask, "approve_" + slug, part.within(), part.otherwise(), on, LOWER_ROW);
        return new Fragment(sketch, ask, on, "");
    }

    private UserTask ask(Approval part, Sketch sketch) {
        String slug = part.slug();
        UserTask ask = sketch.task(
                UserTask.class, Elements.approval(slug), "Approve: " + part.name(), Sketch.TASK_WIDTH / 2, 0);
        ask.setCamundaCandidateGroups(String.join(",", part.roles()));
        wiring.listen(ask, "create", "runbookApproval");
        wiring.listen(ask, "complete", "runbookApproval");
        wiring.listen(ask, "delete", "runbookApproval");
        CamundaFormData form = wiring.form(ask);
        CamundaFormField decision = wiring.field(form, Elements.DECISION, "May it go on?", "enum");
        wiring.choice(decision, "approve", "Approve");
        wiring.choice(decision, "reject", "Reject: the run ends");
        wiring.field(form, Elements.COMMENT, "Why?", "string");
        if (part.quorum() > 1) {
            String rejected = "${%s == true}".formatted(Elements.rejectedVariable(slug));
            wiring.several(ask, false, String.valueOf(part.quorum()), rejected);
        }
        return ask;
    }
}
