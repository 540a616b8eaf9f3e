package io.mendflow.runbook;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a step is tried, written {@code R3/PT5S}.
 *
 * @param tries in all, the first one too
 * @param pause between one try and the next
 */
record Retry(int tries, Duration pause) {

    static final Retry USUAL = new Retry(3, Duration.ofSeconds(5));
    private static final Pattern FORM = Pattern.compile("R(\\d{1,3})/(P.+)");

    /** @throws IllegalArgumentException when it is written otherwise */
    static Retry parse(String text) {
        Matcher parts = FORM.matcher(text.strip());
        try {
            if (parts.matches() && Integer.parseInt(parts.group(1)) > 0) {
                Duration pause = Duration.parse(parts.group(2));
                if (!pause.isNegative()) {
                    return new Retry(Integer.parseInt(parts.group(1)), pause);
                }
            }
        } catch (DateTimeParseException e) {
            // Said below.
        }
        throw new IllegalArgumentException("expected tries and pause, such as R3/PT5S, but it is '" + text + "'");
    }

    /**
     * What the engine is told. It tries at least three times, since it also counts the failures of its own transactions; attempts that acted are
     * counted by us.
     */
    String cycle() {
        return "R" + Math.max(tries, USUAL.tries()) + "/" + pause;
    }
}
