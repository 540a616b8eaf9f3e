package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Verification;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How the verifications of a run stand before its first step acts. They are read in the job of that step, and committed with the beginning of its
 * attempt, so that they cost neither a job nor a transaction of their own.
 */
@Component
class Baselines {

    private final Attempts attempts;
    private final Checks checks;
    private final Clock clock;

    Baselines(Attempts attempts, Checks checks, Clock clock) {
        this.attempts = attempts;
        this.checks = checks;
        this.clock = clock;
    }

    /**
     * Reads them.
     *
     * @param attempt that is about to begin
     * @return none when a step of the run has begun before
     */
    List<RunStep> before(Acting acting, int attempt) {
        List<Verification> parts = acting.runbook().verifications().stream()
                .filter(part -> part.comparison().baseline())
                .toList();
        if (parts.isEmpty() || attempt > 1 || attempts.hasActed(acting.run())) {
            return List.of();
        }
        var whole = new ArrayList<RunStep>();
        Acting outside = acting.outside();
        parts.forEach(part -> whole.add(read(outside, part)));
        return whole;
    }

    /** What was read for a verification; null when nothing was. */
    @Nullable
    RunStep of(Acting acting, Verification part) {
        if (!part.comparison().baseline()) {
            return null;
        }
        Optional<RunStep> read = attempts.latest(acting, StepKind.BASELINE, part.name());
        return read.orElse(null);
    }

    private RunStep read(Acting acting, Verification part) {
        Instant began = clock.instant();
        Reading reading = checks.before(acting, part);
        StepState state = reading.error() != null
                ? StepState.UNKNOWN
                : reading.holds() ? StepState.SUCCEEDED : StepState.DOES_NOT_HOLD;
        return RunStep.baseline(part.name(), state, began, clock.instant(), reading);
    }
}
