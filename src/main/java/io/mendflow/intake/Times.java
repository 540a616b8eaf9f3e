package io.mendflow.intake;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Points in time as senders write them. */
final class Times {

    private static final Pattern NUMBER = Pattern.compile("\\d{1,19}(\\.\\d{1,9})?");

    private static final Pattern LOOSE = Pattern.compile(
            "(?<date>\\d{4}-\\d\\d-\\d\\d)[T ](?<time>[\\d:.]+) ?(?<zone>UTC|GMT|Z|[+-]\\d\\d:?\\d\\d)");

    /** Some senders write the first instant of year 1, in any zone, where they mean none. */
    private static final Instant EARLIEST = Instant.parse("0000-12-31T00:00:00Z");

    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    private Times() {}

    static Instant read(String text, String field) {
        Instant time;
        try {
            time = NUMBER.matcher(text).matches()
                    ? sinceEpoch(new BigDecimal(text))
                    : OffsetDateTime.parse(iso(text.strip())).toInstant();
        } catch (DateTimeException | ArithmeticException e) {
            throw malformed(text, field);
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw malformed(text, field);
        }
        return time;
    }

    /** Some write {@code 2026-03-01 12:00:00 UTC}, or an offset without its colon. */
    private static String iso(String text) {
        Matcher loose = LOOSE.matcher(text);
        if (!loose.matches()) {
            return text;
        }
        String zone = loose.group("zone");
        return loose.group("date") + "T" + loose.group("time")
                + (zone.matches("UTC|GMT|Z") ? "Z" : zone.replaceFirst("^([+-]\\d\\d)(\\d\\d)$", "$1:$2"));
    }

    /** Which unit is meant shows in the size: a second today has 10 digits, a millisecond 13, a microsecond 16, a nanosecond 19. */
    private static Instant sinceEpoch(BigDecimal number) {
        int digits = number.precision() - number.scale();
        int scale = digits <= 11 ? 9 : digits <= 14 ? 6 : digits <= 17 ? 3 : 0;
        long nanos = number.movePointRight(scale).setScale(0, RoundingMode.DOWN).longValueExact();
        return Instant.ofEpochSecond(0, nanos);
    }

    private static Malformed malformed(String text, String field) {
        return new Malformed(
                field,
                "a time such as 2026-03-01T12:00:00Z or 2026-03-01T20:00:00+08:00, of the years 1 to 9999",
                "'%s'".formatted(Texts.shortened(text, 60)));
    }
}
