package io.mendflow.demo.scoring;

import org.jspecify.annotations.Nullable;

/** A row of a file, or a live request: its values by column. */
@FunctionalInterface
interface Row {

    /** The value as text; null where there is none. */
    @Nullable
    String value(String column);

    /** @throws IllegalArgumentException when there is none */
    default String require(String column) {
        String value = value(column);
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("Expected a value of '%s', got none".formatted(column));
        }
        return value;
    }

    /** @throws IllegalArgumentException when it is not a number from 0 on */
    default double number(String column) {
        String value = require(column);
        try {
            double number = Double.parseDouble(value);
            if (number >= 0 && number <= Double.MAX_VALUE) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Told below, with those that are no such number either.
        }
        throw new IllegalArgumentException("Expected '%s' to be a number from 0 on, got '%s'".formatted(column, value));
    }
}
