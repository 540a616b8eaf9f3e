package io.mendflow.model.data;

import org.jspecify.annotations.Nullable;

/**
 * One place where a finding is to be seen.
 *
 * @param number the line, or for tables without lines the row; from 1
 * @param value what is there, shortened; masked in a personal column; null where the row as a whole is meant
 */
public record Example(long number, @Nullable String value) {

    /** What stands for a value that is not to be shown. */
    public static final String MASKED = "***";

    private static final int LONGEST = 80;

    static Example of(long number, Object value, boolean personal) {
        if (personal) {
            return new Example(number, MASKED);
        }
        String text = String.valueOf(value);
        return new Example(number, text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text);
    }

    /** Without the value: this goes to logs. */
    @Override
    public String toString() {
        return "at " + number;
    }
}
