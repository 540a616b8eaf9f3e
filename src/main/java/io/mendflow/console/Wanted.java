package io.mendflow.console;

import io.mendflow.incident.Page;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, and says what was expected when one is wrong. */
final class Wanted {

    static final int MOST = 500;

    /** As long as a sentence for the timeline and the flow's variables may be. */
    static final int LONGEST_TEXT = 2000;

    private Wanted() {}

    /** A list of texts in a body, none of which is null; no list is none. */
    static List<String> all(String field, @Nullable Collection<@Nullable String> texts) {
        if (texts == null) {
            return List.of();
        }
        if (texts.stream().anyMatch(Objects::isNull)) {
            throw new IllegalArgumentException(
                    "Expected '%s' to be a list of texts, but it has a null".formatted(field));
        }
        return List.copyOf(texts);
    }

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

    /**
     * The first {@code limit} of what was found, and where the next page starts when there is more.
     *
     * @param found one more than the limit when there is more
     */
    static <R, T> Page<T> page(List<R> found, int limit, Function<R, String> cursor, Function<R, T> item) {
        boolean more = found.size() > limit;
        List<R> shown = more ? found.subList(0, limit) : found;
        return new Page<>(shown.stream().map(item).toList(), more ? cursor.apply(shown.get(limit - 1)) : null);
    }

    /** A sentence that a person gave with what they did, or the other text when there is none. */
    static String sentence(String field, @Nullable String text, String otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        if (text.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException("Expected '%s' of at most %d characters, but it has %d"
                    .formatted(field, LONGEST_TEXT, text.length()));
        }
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("Expected '%s' to be text, but it has a NUL character".formatted(field));
        }
        return text;
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
