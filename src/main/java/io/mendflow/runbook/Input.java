package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A typed input that a runbook declares.
 *
 * @param defaultValue used when none is given
 * @param values what an enum may be
 * @param min, max bounds of an integer, a decimal or a duration, themselves allowed
 */
public record Input(
        String name,
        InputType type,
        boolean required,
        @JsonProperty("default") @Nullable Object defaultValue,
        List<String> values,
        @Nullable Object min,
        @Nullable Object max,
        @Nullable String about) {

    public Input {
        values = List.copyOf(values);
    }

    /**
     * The value as runbooks see it.
     *
     * @throws IllegalArgumentException when it is of another type, not among the values, or out of bounds
     */
    Object read(Object raw) {
        Object value = type.coerce(raw);
        if (type == InputType.ENUM && !values.contains(value)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", values));
        }
        if (min != null && compare(value, min) < 0) {
            throw new IllegalArgumentException("expected at least " + min);
        }
        if (max != null && compare(value, max) > 0) {
            throw new IllegalArgumentException("expected at most " + max);
        }
        return value;
    }

    private static int compare(Object one, Object other) {
        if (one instanceof Duration duration) {
            return duration.compareTo((Duration) other);
        }
        return new java.math.BigDecimal(one.toString()).compareTo(new java.math.BigDecimal(other.toString()));
    }
}
