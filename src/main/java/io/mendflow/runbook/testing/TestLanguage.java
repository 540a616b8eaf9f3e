package io.mendflow.runbook.testing;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.lang.Script;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a file {@code <id>.test.groovy} can say at its top: inputs and givens of all its tests, and the tests. */
public abstract class TestLanguage extends Script {

    private final Map<String, Object> inputs = new LinkedHashMap<>();
    private final List<Closure<?>> givens = new ArrayList<>();
    private final List<Named> tests = new ArrayList<>();
    private @Nullable String runbook;

    /** Which runbook it tests, when that is not the file's name. */
    public void runbook(String id) {
        runbook = id;
    }

    /** Inputs of every test of the file. */
    public void inputs(Map<String, ?> values) {
        values.forEach((name, value) -> inputs.put(name, value instanceof CharSequence ? value.toString() : value));
    }

    /** What every test of the file begins with. */
    public void given(@DelegatesTo(value = GivenScope.class, strategy = Closure.DELEGATE_FIRST) Closure<?> words) {
        givens.add(words);
    }

    /** A test. */
    public void test(
            String name, @DelegatesTo(value = TestBlock.class, strategy = Closure.DELEGATE_FIRST) Closure<?> body) {
        tests.add(new Named(name, body));
    }

    List<Named> tests() {
        return tests;
    }

    void perform(Named test, Trial trial, String usualRunbook) {
        givens.forEach(trial.given()::say);
        Closure<?> body = test.body();
        body.setDelegate(new TestBlock(trial, runbook == null ? usualRunbook : runbook, inputs));
        body.setResolveStrategy(Closure.DELEGATE_FIRST);
        body.call();
    }

    /** A test by its name. */
    record Named(String name, Closure<?> body) {}
}
