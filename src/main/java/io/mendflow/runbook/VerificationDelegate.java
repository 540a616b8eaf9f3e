package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Await;
import io.mendflow.runbook.Definition.Otherwise;
import io.mendflow.runbook.Definition.Verification;
import io.mendflow.runbook.PartFailed.Done;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes one check of a verification or an await, and says whether it holds, is to be made again, or its time is over. It holds when no check said otherwise, or
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
    private final Clock clock;

    VerificationDelegate(Acts acts, Attempts attempts, PartRunner runner, Clock clock) {
        this.acts = acts;
        this.attempts = attempts;
        this.runner = runner;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = acts.of(execution);
        Watch watch = watch(execution, acting.runbook());
        Verification part = watch.part();
        Instant began = clock.instant();
        Instant deadline = instant(execution, Elements.deadlineVariable(watch.variables()));
        if (deadline == null) {
            deadline = began.plus(part.within());
        }
        Check check = check(acting, part);
        Progress progress = Progress.after(
                part,
                check.holds(),
                clock.instant(),
                deadline,
                instant(execution, Elements.holdsSinceVariable(watch.variables())),
                instant(execution, Elements.checkedVariable(watch.variables())));
        keep(execution, watch, progress);
        record(execution, acting, watch, check, progress);
    }

    private static Watch watch(DelegateExecution execution, Definition runbook) {
        String element = execution.getCurrentActivityId();
        Optional<Await> await = runbook.of(Await.class).stream()
                .filter(part -> Elements.await(part.slug()).equals(element))
                .findFirst();
        if (await.isEmpty()) {
            Verification part = runbook.verification(element);
            return new Watch(StepKind.VERIFICATION, part, Elements.verifying(part.slug()), false);
        }
        Acts.requireGoing(execution);
        Await part = await.get();
        return new Watch(
                StepKind.AWAIT, part.watch(), Elements.awaiting(part.slug()), part.otherwise() == Otherwise.CONTINUE);
    }

    private Check check(Acting acting, Verification part) {
        try {
            Done done = runner.run(acting, attempts.outputs(acting), part.check(), LONGEST_CHECK);
            return new Check(done, null);
        } catch (PartFailed e) {
            return new Check(e.soFar(), e.getMessage());
        }
    }

    private void keep(DelegateExecution execution, Watch watch, Progress progress) {
        String prefix = watch.variables();
        Acts.keep(
                execution,
                Elements.deadlineVariable(prefix),
                progress.deadline().toString());
        Acts.keep(
                execution,
                Elements.holdsSinceVariable(prefix),
                progress.holdsSince() == null ? null : progress.holdsSince().toString());
        Acts.keep(
                execution,
                Elements.checkedVariable(prefix),
                progress.checkedAt().toString());
        Acts.keep(execution, Elements.verdictVariable(prefix), progress.verdict());
        Acts.keep(
                execution,
                Elements.waitVariable(prefix),
                progress.wait(watch.part()).toString());
    }

    private void record(DelegateExecution execution, Acting acting, Watch watch, Check check, Progress progress) {
        Verification part = watch.part();
        StepState state =
                switch (progress.verdict()) {
                    case Progress.HOLDS -> StepState.SUCCEEDED;
                    case Progress.OVER -> watch.goesOn() ? StepState.DOES_NOT_HOLD : StepState.FAILED;
                    default -> StepState.RUNNING;
                };
        RunStep before = attempts.latest(acting, watch.kind(), part.name()).orElse(null);
        String error = check.holds() ? null : check.error() == null ? "it does not hold" : check.error();
        attempts.checked(acting, watch.kind(), part.name(), before, state, check.done(), error);
        Acts.show(execution, check.done().outputs());
        if (state == StepState.FAILED) {
            Acts.stop(
                    execution,
                    "%s '%s' did not hold within %s: %s"
                            .formatted(
                                    watch.kind().text(),
                                    part.name(),
                                    part.within(),
                                    error == null ? "not for long enough" : error),
                    false);
        }
    }

    private static @Nullable Instant instant(DelegateExecution execution, String variable) {
        return execution.getVariable(variable) instanceof String text ? Instant.parse(text) : null;
    }

    /**
     * What is checked again and again.
     *
     * @param variables what the names of its variables begin with
     * @param goesOn the run goes on when its time is over
     */
    private record Watch(StepKind kind, Verification part, String variables, boolean goesOn) {}

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
