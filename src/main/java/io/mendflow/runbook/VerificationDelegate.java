package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Verification;
import io.mendflow.runbook.PartFailed.Done;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes one check of a verification, and says whether it holds, is to be made again, or its time is over. It holds when no check said otherwise, or
 * failed, for the whole of {@code stable}. It must begin to hold within the deadline. What it needs to know is kept in variables, so that it goes on
 * after a restart.
 */
@Component("runbookVerification")
class VerificationDelegate implements JavaDelegate {

    private static final Duration LONGEST_CHECK = Duration.ofMinutes(1);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final Acts acts;
    private final Attempts attempts;
    private final PartRunner runner;
    private final Guard guard;
    private final Clock clock;

    VerificationDelegate(Acts acts, Attempts attempts, PartRunner runner, Guard guard, Clock clock) {
        this.acts = acts;
        this.attempts = attempts;
        this.runner = runner;
        this.guard = guard;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = guard.look(execution, acts.of(execution));
        Verification part = acting.runbook().verification(execution.getCurrentActivityId());
        Instant began = clock.instant();
        Instant deadline = instant(execution, Elements.deadlineVariable(part.slug()));
        if (deadline == null) {
            deadline = began.plus(part.within());
        }
        Check check = check(acting, part);
        Progress progress = Progress.after(
                part,
                check.holds(),
                clock.instant(),
                deadline,
                instant(execution, Elements.holdsSinceVariable(part.slug())),
                instant(execution, Elements.checkedVariable(part.slug())));
        keep(execution, part, progress);
        record(execution, acting, part, check, progress);
    }

    private Check check(Acting acting, Verification part) {
        try {
            Done done = runner.run(acting, attempts.outputs(acting.run()), part.check(), LONGEST_CHECK);
            return new Check(done, null);
        } catch (PartFailed e) {
            return new Check(e.soFar(), e.getMessage());
        }
    }

    private void keep(DelegateExecution execution, Verification part, Progress progress) {
        execution.setVariable(
                Elements.deadlineVariable(part.slug()), progress.deadline().toString());
        execution.setVariable(
                Elements.holdsSinceVariable(part.slug()),
                progress.holdsSince() == null ? null : progress.holdsSince().toString());
        execution.setVariable(
                Elements.checkedVariable(part.slug()), progress.checkedAt().toString());
        execution.setVariable(Elements.VERIFICATION, progress.verdict());
        execution.setVariable(Elements.VERIFICATION_WAIT, progress.wait(part).toString());
    }

    private void record(DelegateExecution execution, Acting acting, Verification part, Check check, Progress progress) {
        StepState state =
                switch (progress.verdict()) {
                    case Progress.HOLDS -> StepState.SUCCEEDED;
                    case Progress.OVER -> StepState.FAILED;
                    default -> StepState.RUNNING;
                };
        RunStep before = attempts.latest(acting.run(), StepKind.VERIFICATION, part.name())
                .orElse(null);
        String error = check.holds() ? null : check.error() == null ? "it does not hold" : check.error();
        attempts.checked(acting.run(), part.name(), before, state, check.done(), error);
        Acts.show(execution, check.done().outputs());
        if (state == StepState.FAILED) {
            execution.setVariable(
                    Elements.RUN_REASON,
                    OutputValues.cut("verification '%s' did not hold within %s: %s"
                            .formatted(part.name(), part.within(), error == null ? "not for long enough" : error)));
        }
    }

    private static @Nullable Instant instant(DelegateExecution execution, String variable) {
        return execution.getVariable(variable) instanceof String text ? Instant.parse(text) : null;
    }

    /** One check; a check that threw does not hold. */
    private record Check(Done done, @Nullable String error) {

        boolean holds() {
            return error == null && done.truth();
        }
    }

    /**
     * How a verification stands.
     *
     * @param holdsSince the first check of an unbroken row; null when the last did not hold
     */
    record Progress(String verdict, Instant deadline, @Nullable Instant holdsSince, Instant checkedAt) {

        static final String HOLDS = "holds";
        static final String NOT_YET = "not-yet";
        static final String OVER = "over";

        static Progress after(
                Verification part,
                boolean holds,
                Instant now,
                Instant deadline,
                @Nullable Instant heldSince,
                @Nullable Instant checkedAt) {
            if (!holds) {
                return new Progress(now.isBefore(deadline) ? NOT_YET : OVER, deadline, null, now);
            }
            boolean unbroken = heldSince != null && checkedAt != null && isSeamless(part, checkedAt, now);
            Instant since = unbroken ? heldSince : now;
            // Nobody looked for a while, such as over a restart: it may prove itself anew, even when the deadline went
            // by meanwhile.
            Instant until = heldSince != null && !unbroken && deadline.isBefore(now) ? now : deadline;
            if (since.isAfter(until)) {
                return new Progress(OVER, until, null, now);
            }
            boolean proved = !now.isBefore(since.plus(part.stable()));
            return new Progress(proved ? HOLDS : NOT_YET, until, since, now);
        }

        /** Pause until the next check: as written, but not beyond the moment that decides. */
        Duration wait(Verification part) {
            Instant decisive = holdsSince == null ? deadline : holdsSince.plus(part.stable());
            Duration left = Duration.between(checkedAt, decisive);
            Duration pause = left.compareTo(part.every()) < 0 ? left : part.every();
            return pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause;
        }

        private static boolean isSeamless(Verification part, Instant checkedAt, Instant now) {
            Duration longest = part.every().multipliedBy(3).plusSeconds(30);
            return Duration.between(checkedAt, now).compareTo(longest) <= 0;
        }
    }
}
