package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.MissingMethodException;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Says in the language's own terms that a word was given something that it does not take. */
final class Misuse {

    private Misuse() {}

    static String of(MissingMethodException e) {
        String word = e.getMethod().equals("callRunbook") ? "call" : e.getMethod();
        String taken = Arrays.stream(e.getType().getMethods())
                .filter(method -> method.getName().equals(word))
                .map(method -> list(method.getParameterTypes()))
                .distinct()
                .sorted()
                .collect(Collectors.joining("; or "));
        String given = Arrays.stream(e.getArguments())
                .map(argument -> name(argument == null ? Void.class : argument.getClass()))
                .collect(Collectors.joining(", "));
        return taken.isEmpty()
                ? "unknown word '%s'".formatted(word)
                : "'%s' takes %s, but it is given %s".formatted(word, taken, given.isEmpty() ? "nothing" : given);
    }

    private static String list(Class<?>[] types) {
        return types.length == 0
                ? "nothing"
                : Arrays.stream(types).map(Misuse::name).collect(Collectors.joining(", "));
    }

    private static String name(Class<?> type) {
        if (Closure.class.isAssignableFrom(type)) {
            return "braces";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "named options";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "a text";
        }
        return type == Void.class ? "null" : "a " + type.getSimpleName();
    }
}
