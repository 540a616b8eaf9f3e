package io.mendflow.console;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and says what was expected when one is wrong. */
final class Wanted {

    static final int MOST = 500;

    private Wanted() {}

    static int limit(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("Expected 'limit' from 1 to %d, but it is %d".formatted(MOST, limit));
        }
        return limit;
    }

    static <E extends Enum<E>> @Nullable E oneOf(Class<E> type, String parameter, @Nullable String text) {
        if (text == null) {
            return null;
        }
        for (E constant : type.getEnumConstants()) {
            if (written(constant).equals(text)) {
                return constant;
            }
        }
        throw new IllegalArgumentException("Expected '%s' to be one of %s, but it is '%s'"
                .formatted(
                        parameter,
                        Arrays.stream(type.getEnumConstants())
                                .map(Wanted::written)
                                .collect(Collectors.joining(", ")),
                        text));
    }

    static @Nullable Long position(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        try {
            return Long.valueOf(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "Expected 'cursor' to be the nextCursor of the page before, but it is '" + cursor + "'", e);
        }
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
