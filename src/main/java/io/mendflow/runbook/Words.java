package io.mendflow.runbook;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an enum constant is written in tables, runbooks and answers: lower case, words joined by hyphens. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static <E extends Enum<E>> E parse(Class<E> type, String text) {
        for (E constant : type.getEnumConstants()) {
            if (of(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("expected one of %s, but it is '%s'".formatted(list(type), text));
    }

    private static <E extends Enum<E>> String list(Class<E> type) {
        return Arrays.stream(type.getEnumConstants()).map(Words::of).collect(Collectors.joining(", "));
    }
}
