package io.mendflow.runbook;

import io.mendflow.connector.Fence;
import io.mendflow.runbook.guard.Allowance;
import io.mendflow.runbook.guard.Answer;
import io.mendflow.runbook.guard.Claim;
import io.mendflow.runbook.guard.Leases;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.springframework.stereotype.Component;

/** The last look before a part of a run does anything: nobody has cancelled it, its lease is its own still, and it is not too much. */
@Component
class Guard {

    private final RunTable runs;
    private final Leases leases;
    private final Allowance allowance;

    Guard(RunTable runs, Leases leases, Allowance allowance) {
        this.runs = runs;
        this.leases = leases;
        this.allowance = allowance;
    }

    /**
     * Lets a step or a precondition begin.
     *
     * @return the same, under the fence of its lease
     * @throws org.camunda.bpm.engine.delegate.BpmnError when it must not; the process goes on to its undos
     */
    Acting begin(DelegateExecution execution, Acting acting, StepKind kind, String name) {
        Run run = acting.run();
        List<String> callers = Callers.of(execution);
        runs.cancellation(Stream.concat(Stream.of(run.id()), callers.stream()).toList())
                .ifPresent(cancellation -> {
                    throw Acts.fail(execution, cancellation.sentence());
                });
        if (run.target() == null) {
            return acting;
        }
        Claim claim = claim(run, callers, 0);
        Answer answer = leases.ask(claim);
        if (answer.lease() == null || answer.verdict() == Answer.Verdict.LOST) {
            throw refused(execution, kind, name, answer.reason());
        }
        if (kind == StepKind.STEP && answer.lease().actedAt() == null) {
            allowance.begin(claim).ifPresent(reason -> {
                throw refused(execution, kind, name, reason);
            });
        }
        return acting.under(fence(answer));
    }

    /**
     * Lets an undo begin, also of a cancelled run.
     *
     * @throws PartFailed when another run has taken its target over
     */
    Acting undo(DelegateExecution execution, Acting acting) throws PartFailed {
        if (acting.run().target() == null) {
            return acting;
        }
        Answer answer = leases.ask(claim(acting.run(), Callers.of(execution), 0));
        if (answer.lease() == null || answer.verdict() == Answer.Verdict.LOST) {
            throw new PartFailed("it was not begun: " + answer.reason(), Tries.nothing(), false);
        }
        return acting.under(fence(answer));
    }

    /** Renews the lease of a run that only looks, which it may go on to do without one. */
    Acting look(DelegateExecution execution, Acting acting) {
        if (acting.run().target() == null) {
            return acting;
        }
        Answer answer = leases.ask(claim(acting.run(), Callers.of(execution), 0));
        return answer.verdict() == Answer.Verdict.GRANTED ? acting.under(fence(answer)) : acting;
    }

    static Claim claim(Run run, List<String> callers, long priority) {
        return new Claim(run.id(), run.runbookId(), run.target() == null ? "" : run.target(), callers, priority);
    }

    private static Fence fence(Answer answer) {
        return new Fence(answer.lease().runId(), answer.lease().fence());
    }

    private static RuntimeException refused(DelegateExecution execution, StepKind kind, String name, String reason) {
        return Acts.fail(execution, "%s '%s' was not begun: %s".formatted(kind.text(), name, reason));
    }
}
