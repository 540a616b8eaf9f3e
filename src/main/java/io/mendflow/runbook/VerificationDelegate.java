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

    private static final Duration SHORTEST_WAIT = Duration.ofMillis(100);

    private final Acts acts;
    private final Attempts attempts;
    private final Checks checks;
    private final Baselines baselines;
    private final Guard guard;
    private final RunTable runs;
    private final Clock clock;

    VerificationDelegate(
            Acts acts, Attempts attempts, Checks checks, Baselines baselines, Guard guard, RunTable runs, Clock clock) {
        this.acts = acts;
        this.attempts = attempts;
        this.checks = checks;
        this.baselines = baselines;
        this.guard = guard;
        this.runs = runs;
        this.clock = clock;
    }

    @Override
    public void execute(DelegateExecution execution) {
        Acting acting = guard.look(execution, acts.of(execution));
        Watch watch = watch(execution, acting.runbook());
        Verification part = watch.part();
        Instant began = clock.instant();
        Instant deadline = instant(execution, Elements.deadlineVariable(watch.variables()));
        if (deadline == null) {
            deadline = began.plus(part.within());
        }
        RunStep baseline = baselines.of(acting, part);
        Reading reading = checks.make(acting, part, baseline);
        Progress progress = Progress.after(
                part,
                reading.holds(),
                reading.isWorse(part.comparison(), baseline),
                clock.instant(),
                deadline,
                instant(execution, Elements.holdsSinceVariable(watch.variables())),
                instant(execution, Elements.worseSinceVariable(watch.variables())),
                instant(execution, Elements.checkedVariable(watch.variables())));
        keep(execution, watch, progress);
        record(execution, acting, watch, new Compared(reading, baseline), progress);
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

    private void keep(DelegateExecution execution, Watch watch, Progress progress) {
        String prefix = watch.variables();
        Acts.keep(
                execution,
                Elements.deadlineVariable(prefix),
                progress.deadline().toString());
        keep(execution, Elements.holdsSinceVariable(prefix), progress.holdsSince());
        if (watch.part().comparison().baseline()) {
            keep(execution, Elements.worseSinceVariable(prefix), progress.worseSince());
        }
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

    private static void keep(DelegateExecution execution, String variable, @Nullable Instant instant) {
        Acts.keep(execution, variable, instant == null ? null : instant.toString());
    }

    private void record(DelegateExecution execution, Acting acting, Watch watch, Compared compared, Progress progress) {
        Verification part = watch.part();
        StepState state =
                switch (progress.verdict()) {
                    case Progress.HOLDS -> StepState.SUCCEEDED;
                    case Progress.OVER -> watch.goesOn() ? StepState.DOES_NOT_HOLD : StepState.FAILED;
                    case Progress.WORSE -> StepState.FAILED;
                    default -> StepState.RUNNING;
                };
        Done done = compared.reading().done();
        String error = compared.reading().objection();
        RunStep before = attempts.latest(acting, watch.kind(), part.name()).orElse(null);
        Verdict verdict = watch.kind() == StepKind.VERIFICATION ? progress.judged() : null;
        attempts.checked(
                acting,
                watch.kind(),
                part.name(),
                before,
                state,
                done,
                error,
                compared.judgement(watch.kind(), verdict));
        Acts.show(execution, done.outputs());
        if (state != StepState.RUNNING) {
            int count = before == null ? 1 : before.attempt() + 1;
            Acts.tell(execution, watch.kind(), part.slug(), Told.lines(state, count, done, error));
            compared.show(execution, watch);
        }
        if (state == StepState.FAILED) {
            stop(execution, acting, watch, compared, progress);
        }
    }

    private void stop(DelegateExecution execution, Acting acting, Watch watch, Compared compared, Progress progress) {
        Verification part = watch.part();
        String error = compared.reading().objection();
        String reason = progress.verdict().equals(Progress.WORSE)
                ? "%s '%s' is worse than before the run acted: %s, and %s"
                        .formatted(watch.kind().text(), part.name(), error, compared.spokenBaseline())
                : "%s '%s' did not hold within %s: %s"
                        .formatted(
                                watch.kind().text(),
                                part.name(),
                                part.within(),
                                error == null ? "not for long enough" : error);
        Acts.stop(execution, reason, false);
        if (watch.kind() == StepKind.VERIFICATION) {
            execution.setVariable(Elements.RUN_VERDICT, progress.judged().text());
            runs.judge(acting.run(), progress.judged());
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

    /** A check beside what it was before the run acted. */
    private record Compared(Reading reading, @Nullable RunStep baseline) {

        private Attempts.Judgement judgement(StepKind kind, @Nullable Verdict verdict) {
            return kind == StepKind.VERIFICATION
                    ? new Attempts.Judgement(verdict, reading.given(), baseline == null ? null : baseline.value())
                    : Attempts.Judgement.NONE;
        }

        private String spokenBaseline() {
            return baseline == null || !(baseline.value() instanceof Number number)
                    ? "it held then"
                    : "it was %s then".formatted(number);
        }

        private void show(DelegateExecution execution, Watch watch) {
            if (watch.kind() != StepKind.VERIFICATION) {
                return;
            }
            if (reading.given() != null) {
                Acts.keep(
                        execution,
                        Elements.valueVariable(watch.variables()),
                        reading.given().toString());
            }
            if (baseline != null) {
                Acts.keep(
                        execution,
                        Elements.baselineVariable(watch.variables()),
                        baseline.value() == null ? "unknown" : baseline.value().toString());
            }
        }
    }

    /**
     * How a verification stands.
     *
     * @param holdsSince the first check of an unbroken row; null when the last did not hold
     * @param worseSince the first check of an unbroken row of worse ones; null when the last was not worse
     */
    record Progress(
            String verdict,
            Instant deadline,
            @Nullable Instant holdsSince,
            @Nullable Instant worseSince,
            Instant checkedAt) {

        static final String HOLDS = "holds";
        static final String NOT_YET = "not-yet";
        static final String OVER = "over";
        static final String WORSE = "worse";

        static Progress after(
                Verification part,
                boolean holds,
                boolean worse,
                Instant now,
                Instant deadline,
                @Nullable Instant heldSince,
                @Nullable Instant wasWorseSince,
                @Nullable Instant checkedAt) {
            if (!holds) {
                return missed(part, worse, now, deadline, wasWorseSince, checkedAt);
            }
            boolean unbroken = isUnbroken(part, heldSince, checkedAt, now);
            Instant since = unbroken ? heldSince : now;
            // Nobody looked for a while, such as over a restart: it may prove itself anew, even when the deadline went
            // by meanwhile.
            Instant until = heldSince != null && !unbroken && deadline.isBefore(now) ? now : deadline;
            if (since.isAfter(until)) {
                return new Progress(OVER, until, null, null, now);
            }
            boolean proved = !now.isBefore(since.plus(part.stable()));
            return new Progress(proved ? HOLDS : NOT_YET, until, since, null, now);
        }

        private static Progress missed(
                Verification part,
                boolean worse,
                Instant now,
                Instant deadline,
                @Nullable Instant wasWorseSince,
                @Nullable Instant checkedAt) {
            boolean over = !now.isBefore(deadline);
            if (!worse) {
                return new Progress(over ? OVER : NOT_YET, deadline, null, null, now);
            }
            Instant since = isUnbroken(part, wasWorseSince, checkedAt, now) ? wasWorseSince : now;
            boolean forLong = !now.isBefore(since.plus(part.comparison().worseFor()));
            return new Progress(over || forLong ? WORSE : NOT_YET, deadline, null, since, now);
        }

        /** What it says of the trouble; null as long as it says nothing. */
        @Nullable
        Verdict judged() {
            return switch (verdict) {
                case HOLDS -> Verdict.FIXED;
                case OVER -> Verdict.NOT_FIXED;
                case WORSE -> Verdict.WORSE;
                default -> null;
            };
        }

        /** Pause until the next check: as written, but not beyond the moment that decides. */
        Duration wait(Verification part) {
            Instant decisive = holdsSince == null ? deadline : holdsSince.plus(part.stable());
            if (worseSince != null
                    && worseSince.plus(part.comparison().worseFor()).isBefore(decisive)) {
                decisive = worseSince.plus(part.comparison().worseFor());
            }
            Duration left = Duration.between(checkedAt, decisive);
            Duration pause = left.compareTo(part.every()) < 0 ? left : part.every();
            return pause.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : pause;
        }

        private static boolean isUnbroken(
                Verification part, @Nullable Instant since, @Nullable Instant checkedAt, Instant now) {
            if (since == null || checkedAt == null) {
                return false;
            }
            Duration longest = part.every().multipliedBy(3).plusSeconds(30);
            return Duration.between(checkedAt, now).compareTo(longest) <= 0;
        }
    }
}
