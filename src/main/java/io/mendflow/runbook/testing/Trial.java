package io.mendflow.runbook.testing;

import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunRefused;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One test of a runbook: what is given, the run, and what came of it. */
final class Trial {

    private final TestEngine engine;
    private @Nullable RunDetails last;
    private Instant began = Instant.EPOCH;

    Trial(TestEngine engine) {
        this.engine = engine;
        engine.next();
    }

    GivenScope given() {
        return new GivenScope(engine.fakes());
    }

    Outcome run(String runbookId, Map<String, Object> inputs) {
        began = engine.fakes().clock().instant();
        try {
            last = engine.run(runbookId, inputs);
        } catch (RunRefused e) {
            throw new AssertionError(refused(e.getMessage()));
        }
        return outcome();
    }

    Outcome pass(String duration) {
        last = engine.pass(id(), Duration.parse(duration));
        return outcome();
    }

    Outcome complete(Map<String, Object> variables) {
        last = engine.complete(id(), variables);
        return outcome();
    }

    /** @throws AssertionError when the runbook did what the test does not know of, or the engine gave a job up */
    Outcome outcome() {
        id();
        var outcome = new Outcome(
                last,
                engine.fakes().calls(),
                Duration.between(began, engine.fakes().clock().instant()));
        List<String> untold = engine.fakes().untold();
        if (!untold.isEmpty()) {
            throw new AssertionError(
                    "%s%n  calls: %s".formatted(String.join(System.lineSeparator(), untold), outcome.shortCalls()));
        }
        String stuck = engine.stuck();
        if (stuck != null) {
            throw new AssertionError("The engine gave the run up: %s%n%s".formatted(stuck, outcome.story()));
        }
        return outcome;
    }

    private String id() {
        if (last == null) {
            throw new AssertionError("Expected a run first: run inputs: [name: 'value']");
        }
        return last.run().id();
    }

    private String refused(@Nullable String message) {
        StringBuilder text = new StringBuilder(String.valueOf(message));
        engine.problems()
                .forEach(problem ->
                        text.append(System.lineSeparator()).append("  ").append(problem));
        return text.toString();
    }
}
