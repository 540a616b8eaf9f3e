package io.mendflow.runbook;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.Definition.Approval;
import io.mendflow.runbook.guard.Leases;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;

/**
 * Takes what a person says to an approval, wherever the task is completed: in Tasklist, over REST or by the API. Refuses whoever asked for the run,
 * whoever has answered already, and whoever has none of the roles.
 */
@Component("runbookApproval")
class ApprovalListener implements TaskListener {

    private final Acts acts;
    private final Attempts attempts;
    private final RunTable runs;
    private final Audit audit;
    private final ApplicationEventPublisher events;
    private final Leases leases;

    ApprovalListener(
            Acts acts, Attempts attempts, RunTable runs, Audit audit, ApplicationEventPublisher events, Leases leases) {
        this.acts = acts;
        this.attempts = attempts;
        this.runs = runs;
        this.audit = audit;
        this.events = events;
        this.leases = leases;
    }

    @Override
    public void notify(DelegateTask task) {
        if (EVENTNAME_DELETE.equals(task.getEventName())) {
            events.publishEvent(new RunAsksNoMore(task.getId()));
            return;
        }
        Acting acting = acts.of(task.getExecution());
        Approval part = acting.runbook().approval(task.getTaskDefinitionKey());
        if (EVENTNAME_CREATE.equals(task.getEventName())) {
            announce(task, acting, part);
        } else {
            take(task, acting, part);
        }
    }

    private void announce(DelegateTask task, Acting acting, Approval part) {
        Run run = acting.run();
        leases.keep(Callers.andItself(task.getExecution()), part.within());
        Object number = task.getVariable("loopCounter");
        events.publishEvent(new RunAsks(
                task.getId(),
                run.id(),
                run.incidentKey(),
                run.runbookId(),
                acting.runbook().title(),
                acting.runbook().risk(),
                acting.item().isEmpty() ? part.name() : "%s [%s]".formatted(part.name(), acting.item()),
                part.quorum(),
                number instanceof Integer before ? before + 1 : 1,
                run.requestedBy(),
                null,
                null,
                part.within()));
        if (part.quorum() == 1 || Integer.valueOf(0).equals(number)) {
            String people = part.quorum() == 1 ? "a person" : part.quorum() + " people";
            events.publishEvent(new RunWaits(
                    run.id(),
                    run.incidentKey(),
                    "%s waits for %s to approve '%s': one of %s, in Tasklist or by /api/approvals"
                            .formatted(run.id(), people, part.name(), String.join(", ", part.roles()))));
        }
    }

    private void take(DelegateTask task, Acting acting, Approval part) {
        // Two who answer at the same moment do so one after the other, each seeing what was said before.
        runs.lock(acting.run().id());
        List<RunStep> before = attempts.of(acting.run()).stream()
                .filter(said -> said.kind() == StepKind.APPROVAL
                        && said.step().equals(part.name())
                        && said.itemOrNone().equals(acting.item()))
                .toList();
        boolean approves = approves(task);
        String by = allowed(task, acting.run(), part, before);
        Object said = task.getVariable(Elements.COMMENT);
        String comment = said == null ? "" : said.toString().strip();
        // What was said to this question must not answer the next one.
        task.removeVariable(Elements.DECISION);
        task.removeVariable(Elements.COMMENT);
        attempts.told(
                acting,
                StepKind.APPROVAL,
                part.name(),
                before.size() + 1,
                approves ? StepState.SUCCEEDED : StepState.REJECTED,
                Map.of("decision", approves ? "approve" : "reject", "by", by, "comment", comment),
                by + (comment.isEmpty() ? "" : ": " + comment));
        Acts.keep(task.getExecution(), Elements.rejectedVariable(part.slug()), !approves);
        Acts.keep(
                task.getExecution(),
                Elements.approvedVariable(part.slug()),
                approves && before.size() + 1 >= part.quorum());
        events.publishEvent(new RunAnswered(task.getId(), approves, by, comment));
        audit.append(
                by,
                approves ? "run.approve" : "run.reject",
                acting.run().id(),
                Map.of("approval", part.name(), "item", acting.item(), "comment", comment));
    }

    private static boolean approves(DelegateTask task) {
        String decision = String.valueOf(task.getVariable(Elements.DECISION));
        return switch (decision) {
            case "approve" -> true;
            case "reject" -> false;
            default ->
                throw new ProcessEngineException(
                        "Expected variable 'decision' of task '%s' to be approve or reject, but it is '%s'"
                                .formatted(task.getName(), decision));
        };
    }

    private static String allowed(DelegateTask task, Run run, Approval part, List<RunStep> before) {
        String by = Person.of(task).orElseThrow(() -> refused(task, "nobody is logged in, and nobody has claimed it"));
        if (by.equals(run.requestedBy())) {
            throw refused(task, by + " has asked for the run; somebody else decides about it");
        }
        if (before.stream().anyMatch(said -> by.equals(said.outputs().get("by")))) {
            throw refused(task, by + " has answered already; %d different people are needed".formatted(part.quorum()));
        }
        if (!Person.isIn(task, by, part.roles())) {
            throw refused(task, "%s is in none of the groups %s".formatted(by, String.join(", ", part.roles())));
        }
        return by;
    }

    private static PersonRefused refused(DelegateTask task, String why) {
        return new PersonRefused(
                "Expected task '%s' to be completed by somebody who may: %s".formatted(task.getName(), why));
    }
}
