package io.mendflow.model.data;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/** A format of dates and times that is kept strictly: no 30th of February. */
final class TimeFormat {

    private final DateTimeFormatter formatter;

    /** @throws IllegalArgumentException when it is no format */
    TimeFormat(String pattern) {
        formatter = DateTimeFormatter.ofPattern(yearsOfNoEra(pattern), Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT);
    }

    /** Seconds since 1970, in UTC where no zone is named; {@link Moments#NONE} when the text is not of this format. */
    long second(String text) {
        try {
            TemporalAccessor read =
                    formatter.parseBest(text, ZonedDateTime::from, LocalDateTime::from, LocalDate::from);
            if (read instanceof ZonedDateTime time) {
                return time.toEpochSecond();
            }
            return read instanceof LocalDateTime time
                    ? time.toEpochSecond(ZoneOffset.UTC)
                    : ((LocalDate) read).toEpochDay() * 86_400;
        } catch (DateTimeException e) {
            return Moments.NONE;
        }
    }

    /** To a strict reading {@code y} is a year of an era, which no file names; {@code u} is any year. */
    private static String yearsOfNoEra(String pattern) {
        var text = new StringBuilder();
        boolean quoted = false;
        for (char letter : pattern.toCharArray()) {
            quoted ^= letter == '\'';
            text.append(letter == 'y' && !quoted ? 'u' : letter);
        }
        return text.toString();
    }
}
