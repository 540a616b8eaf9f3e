package io.mendflow.runbook;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How often a step is tried, written {@code R3/PT5S}, or as the list of the pauses between the tries.
 *
 * @param tries in all, the first one too
 * @param pauses between one try and the next; the last one stands for those that follow
 */
record Retry(int tries, List<Duration> pauses) {

    static final Retry USUAL = new Retry(3, List.of(Duration.ofSeconds(5)));
    private static final Pattern FORM = Pattern.compile("R(\\d{1,3})/(P.+)");
    private static final int MOST_PAUSES = 20;

    /** @throws IllegalArgumentException when it is written otherwise */
    static Retry parse(Object written) {
        return written instanceof Collection<?> pauses ? ofPauses(pauses) : ofText(written.toString());
    }

    private static Retry ofPauses(Collection<?> written) {
        if (written.isEmpty() || written.size() > MOST_PAUSES) {
            throw new IllegalArgumentException("expected one to %d pauses, such as ['PT5S', 'PT30S'], but there are %d"
                    .formatted(MOST_PAUSES, written.size()));
        }
        List<Duration> pauses = written.stream().map(Retry::pause).toList();
        return new Retry(pauses.size() + 1, pauses);
    }

    private static Retry ofText(String text) {
        Matcher parts = FORM.matcher(text.strip());
        try {
            if (parts.matches() && Integer.parseInt(parts.group(1)) > 0) {
                Duration pause = Duration.parse(parts.group(2));
                if (!pause.isNegative()) {
                    return new Retry(Integer.parseInt(parts.group(1)), List.of(pause));
                }
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "expected tries and pause, such as R3/PT5S, or a list of pauses, such as ['PT5S', 'PT30S'], but it is '"
                        + text + "'");
    }

    private static Duration pause(Object written) {
        try {
            Duration pause = Duration.parse(written.toString().strip());
            if (!pause.isNegative()) {
                return pause;
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "expected a list of ISO-8601 durations, such as ['PT5S', 'PT30S'], but one is '" + written + "'");
    }

    /**
     * What the engine is told. It tries at least three times, since it also counts the failures of its own transactions; attempts that acted are
     * counted by us.
     */
    String cycle() {
        if (pauses.size() == 1) {
            return "R" + Math.max(tries, USUAL.tries()) + "/" + pauses.get(0);
        }
        return pauses.stream().map(Duration::toString).collect(Collectors.joining(","));
    }
}
