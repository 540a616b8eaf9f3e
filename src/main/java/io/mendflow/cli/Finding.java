package io.mendflow.cli;

import java.util.Comparator;

/**
 * Something that a rule has found.
 *
 * @param line counted from 1; 0 when it is about the whole file
 * @param rule its name, such as {@code missing-input}
 * @param reason a sentence that says what is wrong, and what would be right
 */
record Finding(String file, int line, Severity severity, String rule, String reason) implements Comparable<Finding> {

    private static final Comparator<Finding> BY_PLACE = Comparator.comparing(Finding::file)
            .thenComparingInt(Finding::line)
            .thenComparing(Finding::rule)
            .thenComparing(Finding::reason);

    @Override
    public int compareTo(Finding other) {
        return BY_PLACE.compare(this, other);
    }

    @Override
    public String toString() {
        return "%s:%d: %s: %s [%s]".formatted(file, line, severity.text(), reason, rule);
    }
}
