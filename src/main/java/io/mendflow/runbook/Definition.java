package io.mendflow.runbook;

import groovy.lang.Closure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A runbook as its file says it: everything there is to compile, and the closures to run. */
record Definition(
        String id,
        int line,
        String title,
        Risk risk,
        List<Input> inputs,
        @Nullable Closure<?> target,
        List<Precondition> preconditions,
        List<Step> steps,
        List<Verification> verifications,
        List<String> warnings) {

    Optional<Input> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    List<String> inputNames() {
        return inputs.stream().map(Input::name).toList();
    }

    List<Step> calls() {
        return steps.stream().filter(step -> step.call() != null).toList();
    }

    Precondition precondition(String elementId) {
        return part(preconditions, part -> Elements.precondition(part.slug()), elementId);
    }

    Step step(String elementId) {
        return part(steps, part -> Elements.step(part.slug()), elementId);
    }

    Step undo(String elementId) {
        return part(steps, part -> Elements.undo(part.slug()), elementId);
    }

    Step decision(String elementId) {
        return part(steps, part -> Elements.decision(part.slug()), elementId);
    }

    Verification verification(String elementId) {
        return part(verifications, part -> Elements.verification(part.slug()), elementId);
    }

    private <P> P part(List<P> parts, Function<P, String> id, String elementId) {
        Map<String, P> byId = parts.stream().collect(Collectors.toMap(id, Function.identity()));
        P found = byId.get(elementId);
        if (found == null) {
            throw new IllegalStateException(
                    "Expected element '%s' of runbook '%s' to be one of %s".formatted(elementId, id(), byId.keySet()));
        }
        return found;
    }

    /** What must hold for the runbook to apply. */
    record Precondition(String name, String slug, Closure<?> check) {}

    /**
     * What a runbook does.
     *
     * @param once it must never act twice without a person knowing
     * @param within how long one try may take; null means as long as it takes
     * @param call the other runbook that is the step; then there is no body
     */
    record Step(
            String name,
            String slug,
            int line,
            boolean once,
            Retry retry,
            @Nullable Duration within,
            @Nullable Closure<?> body,
            @Nullable Closure<?> undo,
            @Nullable Call call) {}

    /**
     * A run of another runbook.
     *
     * @param inputs a map, or a closure that gives one; null means none
     */
    record Call(String runbookId, @Nullable Object inputs) {}

    /**
     * What proves the fix.
     *
     * @param within by when it must begin to hold
     * @param every pause between two checks
     * @param stable how long it must hold without a break
     */
    record Verification(String name, String slug, Duration within, Duration every, Duration stable, Closure<?> check) {}
}
