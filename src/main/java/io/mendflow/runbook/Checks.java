package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.runbook.Definition.Verification;
import io.mendflow.runbook.PartFailed.Done;
import java.math.BigDecimal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the checks of verifications and awaits, and says whether they hold. */
@Component
class Checks {

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /** Nothing has been done yet, so nobody has to wait long for what may not answer. */
    private static final Duration LONGEST_BEFORE = Duration.ofSeconds(10);

    private final Attempts attempts;
    private final PartRunner runner;

    Checks(Attempts attempts, PartRunner runner) {
        this.attempts = attempts;
        this.runner = runner;
    }

    /** @param baseline null when there is none */
    Reading make(Acting acting, Verification part, @Nullable RunStep baseline) {
        try {
            Done done = runner.run(acting, attempts.outputs(acting), part.check(), LONGEST);
            return judge(acting, part, done, baseline);
        } catch (PartFailed e) {
            return Reading.failed(e.soFar(), e.getMessage());
        }
    }

    /** As the run finds it. A check that asks for what the steps are to note cannot be made yet. */
    Reading before(Acting acting, Verification part) {
        try {
            return judge(
                    acting,
                    part,
                    runner.runEarly(acting, attempts.outputs(acting), part.check(), LONGEST_BEFORE),
                    null);
        } catch (PartFailed e) {
            return Reading.failed(e.soFar(), e.getMessage());
        }
    }

    private Reading judge(Acting acting, Verification part, Done done, @Nullable RunStep baseline) {
        Comparison comparison = part.comparison();
        Measured measured = done.measured();
        boolean says = measured != null && measured.better() != null;
        if (!says && comparison.better() == null) {
            return new Reading(done, done.truth(), null, null, null);
        }
        if (measured == null) {
            return Reading.failed(done, "expected the check to give a finite number, or [value: number]");
        }
        try {
            Better better = says ? Better.parse(measured.better()) : comparison.better();
            boolean holds = holds(acting, comparison, better, measured, baseline);
            return new Reading(done, holds, measured.value(), better, null);
        } catch (RuntimeException | AssertionError | LinkageError e) {
            return Reading.failed(
                    done, "whether it holds cannot be told: " + PartRunner.located(e, acting.scriptName()));
        }
    }

    private boolean holds(
            Acting acting, Comparison comparison, Better better, Measured measured, @Nullable RunStep baseline) {
        if (measured.holds() != null) {
            return measured.holds();
        }
        if (comparison.goal() != null) {
            return better.reaches(measured.value(), goal(acting, comparison.goal()));
        }
        return baseline != null
                && baseline.value() instanceof Number before
                && comparison.isImproved(better, measured.value(), Measured.number(before));
    }

    private BigDecimal goal(Acting acting, Object goal) {
        Object told = goal instanceof Closure<?> closure
                ? PartRunner.evaluate(acting, attempts.outputs(acting), closure)
                : goal;
        if (told instanceof Number number && Measured.isFinite(number)) {
            return Measured.number(number);
        }
        throw new IllegalArgumentException("expected its goal to be a number, but it is " + told);
    }
}
