package io.mendflow.runbook;

import groovy.lang.Closure;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Lists the items of an each: evaluates what the runbook says, and notes the items as an output. */
final class Listing extends Closure<Object> {

    static final String ITEMS = "items";
    private static final long serialVersionUID = 1L;
    private static final int MOST = 1000;

    private final transient Object in;

    /** @param in a list, or a closure that gives one */
    Listing(Object in) {
        super(null);
        this.in = in;
    }

    @Override
    public Object call(Object... arguments) {
        Object list = in instanceof Closure<?> closure ? evaluated(closure) : in;
        if (!(list instanceof Collection<?> items)) {
            throw new IllegalStateException("expected a list, but it is " + list);
        }
        if (items.size() > MOST) {
            throw new IllegalStateException(
                    "expected at most %d items, but there are %d".formatted(MOST, items.size()));
        }
        ((PartScope) getDelegate()).getOutputs().put(ITEMS, items);
        return true;
    }

    private @Nullable Object evaluated(Closure<?> closure) {
        var own = (Closure<?>) closure.clone();
        own.setDelegate(getDelegate());
        own.setResolveStrategy(Closure.DELEGATE_ONLY);
        return own.call();
    }
}
