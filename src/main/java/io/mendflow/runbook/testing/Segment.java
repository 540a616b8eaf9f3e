package io.mendflow.runbook.testing;

import groovy.lang.Closure;
import groovy.lang.GString;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;

/**
 * One word on the way to an operation, with its arguments: {@code host}, {@code local} and {@code start('run a')} are three. In a rule an argument
 * may also be {@link #ANY}, a pattern or a closure; arguments that a rule leaves out may be anything.
 */
record Segment(String name, List<@Nullable Object> arguments) {

    /** Matches whatever is given. */
    static final Object ANY = new Object() {
        @Override
        public String toString() {
            return "any";
        }
    };

    static Segment of(String name, @Nullable Object... arguments) {
        var plain = new ArrayList<@Nullable Object>();
        for (Object argument : arguments) {
            plain.add(argument instanceof GString ? argument.toString() : argument);
        }
        return new Segment(name, plain);
    }

    /** True when this segment of a rule speaks of that one of a call. */
    boolean matches(Segment called) {
        if (!name.equals(called.name) || arguments.size() > called.arguments.size()) {
            return false;
        }
        for (int i = 0; i < arguments.size(); i++) {
            if (!matches(arguments.get(i), called.arguments.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(@Nullable Object wanted, @Nullable Object given) {
        if (wanted == ANY) {
            return true;
        }
        if (wanted instanceof Pattern pattern) {
            return pattern.matcher(String.valueOf(given)).matches();
        }
        if (wanted instanceof Closure<?> condition) {
            return DefaultTypeTransformation.castToBoolean(condition.call(given));
        }
        return DefaultTypeTransformation.compareEqual(wanted, given);
    }

    /** As in {@code host.local.start('run a')}. */
    static String written(List<Segment> path) {
        return path.stream().map(Segment::written).collect(Collectors.joining("."));
    }

    /** As tests compare it: {@code host.local.start run a}. */
    static String spoken(List<Segment> path) {
        Segment last = path.get(path.size() - 1);
        String before = written(path.subList(0, path.size() - 1));
        String arguments = last.arguments.stream().map(Segment::spoken).collect(Collectors.joining(", "));
        return (before.isEmpty() ? "" : before + ".") + last.name + (arguments.isEmpty() ? "" : " " + arguments);
    }

    private String written() {
        return arguments.isEmpty()
                ? name
                : name + arguments.stream().map(Segment::literal).collect(Collectors.joining(", ", "(", ")"));
    }

    private static String literal(@Nullable Object argument) {
        return argument instanceof CharSequence ? "'" + argument + "'" : spoken(argument);
    }

    private static String spoken(@Nullable Object argument) {
        return argument instanceof Map<?, ?> map && map.isEmpty() ? "[:]" : String.valueOf(argument);
    }
}
