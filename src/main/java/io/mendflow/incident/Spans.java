package io.mendflow.incident;

import java.time.Duration;

/** Spans of time in words. */
public final class Spans {

    private Spans() {}

    /** Such as "5 minutes before"; "3 seconds after" for a negative one. */
    public static String before(Duration ahead) {
        return text(ahead.abs()) + (ahead.isNegative() ? " after" : " before");
    }

    public static String text(Duration span) {
        long seconds = span.toSeconds();
        if (seconds < 120) {
            return counted(seconds, "second");
        }
        return seconds < 7200 ? counted(seconds / 60, "minute") : counted(seconds / 3600, "hour");
    }

    private static String counted(long count, String unit) {
        return count + " " + unit + (count == 1 ? "" : "s");
    }
}
