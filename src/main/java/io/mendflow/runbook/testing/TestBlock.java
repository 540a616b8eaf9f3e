package io.mendflow.runbook.testing;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.util.LinkedHashMap;
import java.util.Map;

/** What can be said inside {@code test('…') { … }}: given, run, then what is expected. */
public final class TestBlock {

    private final Trial trial;
    private final String runbook;
    private final Map<String, Object> inputs;

    TestBlock(Trial trial, String runbook, Map<String, Object> inputs) {
        this.trial = trial;
        this.runbook = runbook;
        this.inputs = inputs;
    }

    /** What the targets are told to answer. */
    public void given(@DelegatesTo(value = GivenScope.class, strategy = Closure.DELEGATE_FIRST) Closure<?> words) {
        trial.given().say(words);
    }

    /** Runs the runbook with the inputs of the file, until it ends or waits for a person. */
    public void run() {
        run(Map.of());
    }

    /** Runs the runbook. {@code inputs}: beside those of the file, or in their place. */
    public void run(@NamedParams(@NamedParam(value = "inputs", type = Map.class)) Map<String, ?> options) {
        var all = new LinkedHashMap<>(inputs);
        options.forEach((option, value) -> {
            if (!option.equals("inputs") || !(value instanceof Map<?, ?> given)) {
                throw new IllegalArgumentException("Expected run inputs: [name: 'value'], got " + options);
            }
            given.forEach((name, input) ->
                    all.put(String.valueOf(name), input instanceof CharSequence ? input.toString() : input));
        });
        trial.run(runbook, all);
    }

    /** Lets time go by while the run waits for a person, such as {@code passes 'PT1H'}. */
    public void passes(String duration) {
        trial.pass(duration);
    }

    /** Answers as a person: {@code completes decision: 'happened'}. */
    public void completes(Map<String, Object> variables) {
        trial.complete(variables);
    }

    /** The same as {@link #run()}: what the compiler makes of it, since a closure answers {@code run} itself. */
    public void runRunbook() {
        run();
    }

    /** The same as {@link #run(Map)}. */
    public void runRunbook(Map<String, ?> options) {
        run(options);
    }

    /** What must have come of it. */
    public void expect(@DelegatesTo(value = ExpectScope.class, strategy = Closure.DELEGATE_FIRST) Closure<?> words) {
        var own = (Closure<?>) words.clone();
        own.setDelegate(new ExpectScope(trial.outcome()));
        own.setResolveStrategy(Closure.DELEGATE_FIRST);
        own.call();
    }
}
