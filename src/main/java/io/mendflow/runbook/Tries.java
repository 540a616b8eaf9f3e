package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.runbook.PartFailed.Done;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does what may be done again: every try is counted, and the engine comes back for the next one until the last has failed. */
@Component
class Tries {

    private final Attempts attempts;
    private final PartRunner runner;
    private final Guard guard;
    private final Baselines baselines;

    Tries(Attempts attempts, PartRunner runner, Guard guard, Baselines baselines) {
        this.attempts = attempts;
        this.runner = runner;
        this.guard = guard;
        this.baselines = baselines;
    }

    /**
     * One try.
     *
     * @param slug of the part; what its record is shown as is made of it
     * @param most tries in all
     * @param ended how the attempt is to be recorded, by what the closure gave
     * @return how it was recorded, now or by an earlier try whose engine transaction was lost
     */
    StepState once(
            DelegateExecution execution,
            Acting acting,
            StepKind kind,
            String name,
            String slug,
            Closure<?> body,
            int most,
            @Nullable Duration within,
            Function<Done, StepState> ended) {
        Run run = acting.run();
        Optional<RunStep> last = attempts.latest(acting, kind, name);
        if (last.isPresent() && isDone(last.get())) {
            Acts.show(execution, last.get().outputs());
            return last.get().state();
        }
        last.filter(attempt -> attempt.state() == StepState.RUNNING)
                .ifPresent(attempt -> attempts.mark(
                        acting, kind, attempt, StepState.ABANDONED, "it was cut off, and is safe to do again"));
        int attempt = last.map(RunStep::attempt).orElse(0) + 1;
        if (attempt > most) {
            throw Acts.fail(
                    execution, failure(kind, name, last.map(RunStep::error).orElse("it was cut off")));
        }
        Acting guarded = guard.begin(execution, acting, kind, name);
        List<RunStep> before = kind == StepKind.STEP ? baselines.before(guarded, attempt) : List.of();
        attempts.begin(acting, kind, name, attempt, before);
        try {
            Done done = runner.run(guarded, attempts.outputs(acting), body, within);
            StepState state = ended.apply(done);
            attempts.end(acting, kind, name, attempt, state, done, null);
            Acts.show(execution, done.outputs());
            Acts.tell(execution, kind, slug, Told.lines(state, attempt, done, null));
            return state;
        } catch (PartFailed e) {
            attempts.end(acting, kind, name, attempt, StepState.FAILED, e.soFar(), e.getMessage());
            if (attempt >= most) {
                Acts.tell(execution, kind, slug, Told.lines(StepState.FAILED, attempt, e.soFar(), e.getMessage()));
                throw Acts.fail(execution, failure(kind, name, e.getMessage()));
            }
            throw new TryAgain(run.id(), kind, name, attempt, most, e.getMessage());
        }
    }

    static String failure(StepKind kind, String name, String reason) {
        return "%s '%s' failed: %s".formatted(kind.text(), name, reason);
    }

    static Done nothing() {
        return new Done(false, Map.of(), "");
    }

    private static boolean isDone(RunStep attempt) {
        return attempt.state() == StepState.SUCCEEDED || attempt.state() == StepState.DOES_NOT_HOLD;
    }

    /** A try has failed and others are left; the engine comes back after the written pause. */
    static final class TryAgain extends RuntimeException {

        private static final long serialVersionUID = 1L;

        TryAgain(String runId, StepKind kind, String name, int attempt, int most, String reason) {
            super(
                    "%s: %s '%s' failed at try %d of %d: %s".formatted(runId, kind.text(), name, attempt, most, reason),
                    null,
                    false,
                    false);
        }
    }
}
