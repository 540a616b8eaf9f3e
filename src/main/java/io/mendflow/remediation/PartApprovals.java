package io.mendflow.remediation;

import io.mendflow.runbook.Plan;
import io.mendflow.runbook.RunAnswered;
import io.mendflow.runbook.RunAsks;
import io.mendflow.runbook.RunAsksNoMore;
import io.mendflow.runbook.RunChanged;
import io.mendflow.runbook.Runs;
import java.time.Clock;
import java.time.Instant;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Keeps what runs in progress and promotions of models ask people beside the questions whether runs may happen, so that both are answered the same ways. */
@Component
class PartApprovals {

    /** As long as the column is. */
    private static final int LONGEST = 400;

    private final Approvals approvals;
    private final RunPlans plans;
    private final Runs runs;
    private final Clock clock;

    PartApprovals(Approvals approvals, RunPlans plans, Runs runs, Clock clock) {
        this.approvals = approvals;
        this.plans = plans;
        this.runs = runs;
        this.clock = clock;
    }

    @EventListener
    void asks(RunAsks asked) {
        Instant now = clock.instant();
        approvals.ask(new Approval(
                asked.taskId(),
                asked.incidentKey(),
                asked.runId(),
                asked.runbookId(),
                asked.title(),
                asked.risk().text(),
                cut(asked.part()),
                asked.needed(),
                asked.position(),
                Summaries.cut(about(asked)),
                asked.requestedBy(),
                hash(asked),
                Approval.State.PENDING,
                now,
                now.plus(asked.within()),
                null,
                null,
                null));
    }

    private String about(RunAsks asked) {
        return asked.about() == null
                ? Summaries.pairs(runs.find(asked.runId()).orElseThrow().run().inputs())
                : asked.about();
    }

    private String hash(RunAsks asked) {
        return asked.hash() == null ? plans.find(asked.runId()).map(Plan::hash).orElse("") : asked.hash();
    }

    /** The item of an {@code each} may be any text. */
    private static String cut(String part) {
        return part.length() > LONGEST ? part.substring(0, LONGEST - 1) + "…" : part;
    }

    @EventListener
    void answered(RunAnswered answer) {
        approvals.answerPart(
                answer.taskId(),
                answer.approved() ? Approval.State.APPROVED : Approval.State.REJECTED,
                answer.by(),
                answer.comment());
    }

    @EventListener
    void asksNoMore(RunAsksNoMore gone) {
        approvals.withdraw(gone.taskId());
    }

    @EventListener
    void ended(RunChanged run) {
        if (run.to().isEnded()) {
            approvals.withdrawAll(run.runId());
        }
    }
}
