package io.mendflow.model.data;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How an enum constant is written in files and reports: lower case, words joined by hyphens. */
final class Words {

    private Words() {}

    static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String list(Enum<?>[] constants) {
        return Arrays.stream(constants).map(Words::of).collect(Collectors.joining(", "));
    }
}
