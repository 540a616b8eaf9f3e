package io.mendflow.runbook;

import groovy.lang.GroovyInterceptable;
import groovy.lang.GroovyObjectSupport;
import java.util.Collection;
import java.util.Map;

/** What stands in a plan for the answer of an effect that was not done, and for whatever is made of it. */
final class Sample extends GroovyObjectSupport implements GroovyInterceptable {

    private final String of;

    /** @param of whose answer it is, such as {@code host.local.start} */
    Sample(String of) {
        this.of = of;
    }

    @Override
    public Object invokeMethod(String name, Object arguments) {
        return switch (name) {
            case "asBoolean" -> true;
            case "toString" -> toString();
            case "hashCode" -> of.hashCode();
            case "equals", "is" -> arguments instanceof Object[] given && given.length == 1 && given[0] == this;
            default -> new Sample(of + " → " + name);
        };
    }

    @Override
    public Object getProperty(String name) {
        return new Sample(of + " → " + name);
    }

    /** True when a value is one, or holds one. */
    static boolean isIn(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.values().stream().anyMatch(Sample::isIn);
        }
        if (value instanceof Collection<?> items) {
            return items.stream().anyMatch(Sample::isIn);
        }
        return value instanceof Sample
                || value instanceof CharSequence text && text.toString().contains("‹");
    }

    @Override
    public String toString() {
        return "‹" + of + "›";
    }
}
