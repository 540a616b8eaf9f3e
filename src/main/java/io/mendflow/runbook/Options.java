package io.mendflow.runbook;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The named options of one line of a runbook, such as {@code once: true}; each problem is noted with the line. */
final class Options {

    private final String what;
    private final Map<String, ?> given;
    private final Draft draft;

    Options(String what, Map<String, ?> given, Set<String> known, Draft draft) {
        this.what = what;
        this.given = given;
        this.draft = draft;
        given.keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> draft.problemHere("%s has no option '%s'; it has %s"
                        .formatted(what, name, known.stream().sorted().toList())));
    }

    @Nullable
    Object raw(String name) {
        return given.get(name);
    }

    <T> T read(String name, T usual, Function<Object, T> reader) {
        Object raw = given.get(name);
        if (raw == null) {
            return usual;
        }
        try {
            return reader.apply(raw);
        } catch (IllegalArgumentException e) {
            draft.problemHere("%s, option '%s': %s".formatted(what, name, e.getMessage()));
            return usual;
        }
    }

    boolean flag(String name, boolean usual) {
        return read(name, usual, raw -> (Boolean) InputType.BOOLEAN.coerce(raw));
    }

    /** A duration of more than nothing. */
    Duration time(String name, Duration usual) {
        return read(name, usual, raw -> {
            Duration duration = parse(raw.toString());
            if (duration.isZero()) {
                throw new IllegalArgumentException("expected more than nothing");
            }
            return duration;
        });
    }

    /** A whole number from 1 to {@code most}. */
    int count(String name, int usual, int most) {
        return read(name, usual, raw -> {
            long number = (Long) InputType.INTEGER.coerce(raw);
            if (number < 1 || number > most) {
                throw new IllegalArgumentException("expected 1 to %d, but it is %d".formatted(most, number));
            }
            return (int) number;
        });
    }

    /** A duration of at least nothing. */
    @Nullable
    Duration duration(String name, @Nullable Duration usual) {
        return this.<@Nullable Duration>read(name, usual, raw -> parse(raw.toString()));
    }

    private static Duration parse(String text) {
        try {
            Duration duration = Duration.parse(text.strip());
            if (!duration.isNegative()) {
                return duration;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new IllegalArgumentException("expected an ISO-8601 duration, such as PT30S, but it is '" + text + "'");
    }
}
