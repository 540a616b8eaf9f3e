package io.mendflow.runbook.testing;

import groovy.lang.GroovyObjectSupport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be said inside {@code expect { … }}: facts about the run. Every statement that is a condition must hold. */
public final class ExpectScope extends GroovyObjectSupport {

    private final Outcome outcome;

    ExpectScope(Outcome outcome) {
        this.outcome = outcome;
    }

    /** Requires an outcome: fixed, not-applicable, failed, outcome-unknown, cancelled, or running when it waits for a person. */
    public void outcome(String expected) {
        outcome.outcome(expected);
    }

    public String getOutcome() {
        return outcome.getOutcome();
    }

    /** Why it ended so. */
    public @Nullable String getReason() {
        return outcome.getReason();
    }

    /** What it changed, in order, such as {@code 'host.local.start run a'}. */
    public List<String> getEffects() {
        return outcome.getEffects();
    }

    /** All it asked and changed, in order. */
    public List<String> getCalls() {
        return outcome.getCalls();
    }

    /** What its parts have noted. */
    public Map<String, Object> getOutputs() {
        return outcome.getOutputs();
    }

    /** Names of the steps that were done. */
    public List<String> getDone() {
        return outcome.getDone();
    }

    /** Names of the steps that were undone. */
    public List<String> getUndone() {
        return outcome.getUndone();
    }

    /** What its parts have written. */
    public String getLog() {
        return outcome.getLog();
    }

    /** What it acts on. */
    public @Nullable String getTarget() {
        return outcome.getTarget();
    }

    /** How long it took by the fake clock. */
    public Duration getTook() {
        return outcome.getTook();
    }
}
