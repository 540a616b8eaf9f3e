package io.mendflow.runbook.testing;

import groovy.lang.Closure;
import groovy.lang.GroovyObjectSupport;
import groovy.lang.MissingPropertyException;
import java.time.Duration;

/** What can be said inside {@code given { … }}: the verbs of runbooks, each told what to answer, and what changes after a call or a time. */
public final class GivenScope extends GroovyObjectSupport {

    private final Fakes fakes;

    GivenScope(Fakes fakes) {
        this.fakes = fakes;
    }

    /** Matches whatever is given, in the place of an argument. */
    public Object getAny() {
        return Segment.ANY;
    }

    /** What is so once the runbook has made that call. */
    public void after(Rule call, Closure<?> change) {
        fakes.react(call, () -> say(change));
    }

    /** What is so after a time, such as {@code 'PT30S'}, on the fake clock. */
    public void after(String duration, Closure<?> change) {
        fakes.react(Duration.parse(duration), () -> say(change));
    }

    void say(Closure<?> words) {
        Closure<?> own = (Closure<?>) words.clone();
        own.setDelegate(this);
        own.setResolveStrategy(Closure.DELEGATE_FIRST);
        own.call();
    }

    @Override
    public Object getProperty(String name) {
        if (name.equals("any")) {
            return Segment.ANY;
        }
        if (fakes.verbs().containsKey(name)) {
            return Way.of(fakes, name);
        }
        throw new MissingPropertyException(name, GivenScope.class);
    }
}
