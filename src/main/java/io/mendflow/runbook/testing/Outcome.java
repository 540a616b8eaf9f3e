package io.mendflow.runbook.testing;

import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.RunStep;
import io.mendflow.runbook.StepKind;
import io.mendflow.runbook.StepState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run came to, as the runbook and the fake targets tell it. */
public final class Outcome {

    private static final String FIXED = "fixed";

    private final RunDetails details;
    private final List<Called> called;
    private final Duration took;

    Outcome(RunDetails details, List<Called> called, Duration took) {
        this.details = details;
        this.called = called;
        this.took = took;
    }

    /** One of fixed, not-applicable, failed, outcome-unknown, cancelled; or running, when it waits for a person. */
    public String getOutcome() {
        return details.run().state() == RunState.SUCCEEDED
                ? FIXED
                : details.run().state().text();
    }

    /** Why it ended so, or what it waits for; null when nobody said. */
    public @Nullable String getReason() {
        return details.run().reason();
    }

    /** What it changed, in order, such as {@code host.local.start run a}. */
    public List<String> getEffects() {
        return called.stream().filter(Called::effect).map(Called::toString).toList();
    }

    /** All it asked and changed, in order. */
    public List<String> getCalls() {
        return called.stream().map(Called::toString).toList();
    }

    /** What its parts have noted, later ones over earlier ones. */
    public Map<String, Object> getOutputs() {
        var outputs = new LinkedHashMap<String, Object>();
        details.steps().forEach(step -> outputs.putAll(step.outputs()));
        return outputs;
    }

    /** The steps that were done, in order. */
    public List<String> getDone() {
        return named(StepKind.STEP);
    }

    /** The steps that were undone, in order. */
    public List<String> getUndone() {
        return named(StepKind.UNDO);
    }

    /** What its parts have written. */
    public String getLog() {
        return details.steps().stream().map(RunStep::log).collect(Collectors.joining());
    }

    /** What it acts on; null when it does not say. */
    public @Nullable String getTarget() {
        return details.run().target();
    }

    /** How long it took by the fake clock. */
    public Duration getTook() {
        return took;
    }

    /** The run itself. */
    public Run getRun() {
        return details.run();
    }

    /** Every attempt at its parts. */
    public List<RunStep> getSteps() {
        return details.steps();
    }

    /** Requires that it succeeded, and was verified where the runbook says how. */
    public Outcome isFixed() {
        return outcome(FIXED);
    }

    /** Requires that a precondition did not hold. */
    public Outcome isNotApplicable() {
        return outcome("not-applicable");
    }

    /** Requires that it failed, its undos done. */
    public Outcome isFailed() {
        return outcome("failed");
    }

    /** Requires an outcome. */
    public Outcome outcome(String expected) {
        String wanted = expected.equals("succeeded") ? FIXED : expected;
        require(wanted.equals(getOutcome()), "outcome '%s'".formatted(wanted), "'%s'".formatted(getOutcome()));
        return this;
    }

    /** Requires exactly these effects in this order. */
    public Outcome did(String... effects) {
        require(
                getEffects().equals(List.of(effects)),
                "the effects " + List.of(effects),
                getEffects().toString());
        return this;
    }

    /** Requires exactly these steps to be undone, in this order. */
    public Outcome undid(String... steps) {
        require(
                getUndone().equals(List.of(steps)),
                "undone steps " + List.of(steps),
                getUndone().toString());
        return this;
    }

    private void require(boolean holds, String expected, String found) {
        if (!holds) {
            throw new AssertionError("Expected %s, but it is %s%n%s".formatted(expected, found, story()));
        }
    }

    /** The run, a line each: for a person who wonders. */
    public String story() {
        String end = "  %s %s after %s: %s"
                .formatted(details.run().id(), getOutcome(), took, details.run().reason());
        return details.steps().stream()
                .map(Outcome::line)
                .collect(Collectors.joining("%n".formatted(), "", "%n%s%n  calls: %s".formatted(end, shortCalls())));
    }

    /** The calls, the same one after another written once with their number. */
    String shortCalls() {
        var written = new ArrayList<String>();
        List<String> calls = getCalls();
        for (int from = 0, to; from < calls.size(); from = to) {
            String call = calls.get(from);
            to = from + 1;
            while (to < calls.size() && calls.get(to).equals(call)) {
                to++;
            }
            written.add(to - from == 1 ? call : "%d × %s".formatted(to - from, call));
        }
        return String.join("; ", written);
    }

    private static String line(RunStep step) {
        return "  %s '%s': %s%s"
                .formatted(
                        step.kind().text(),
                        step.step(),
                        step.state().text(),
                        step.error() == null ? "" : ": " + step.error());
    }

    private List<String> named(StepKind kind) {
        return details.steps().stream()
                .filter(step -> step.kind() == kind && step.state() == StepState.SUCCEEDED)
                .map(RunStep::step)
                .toList();
    }

    @Override
    public String toString() {
        return story();
    }
}
