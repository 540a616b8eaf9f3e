package io.mendflow.model.data;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What one value of a row is: its form, its number, its moment. One object is filled again and again, as there are millions of values. */
final class Value {

    private final Moments moments = new Moments();

    private Form form = Form.TEXT;
    private double number = Double.NaN;
    private long second = Moments.NONE;
    private @Nullable String unit;

    Form form() {
        return form;
    }

    /** NaN when it is no number. */
    double number() {
        return number;
    }

    /** Seconds since 1970 in UTC; {@link Moments#NONE} when it is no moment. */
    long second() {
        return second;
    }

    /** What follows, or for money precedes, the number; null when nothing does. */
    @Nullable
    String unit() {
        return unit;
    }

    /** Reads a value in the form that it has by itself. */
    void read(Object value) {
        number = Double.NaN;
        second = Moments.NONE;
        unit = null;
        if (value instanceof String text) {
            form = text(text);
        } else if (value instanceof Long || value instanceof BigInteger) {
            number = ((Number) value).doubleValue();
            form = Form.INTEGER;
        } else if (value instanceof BigDecimal decimal) {
            number = decimal.doubleValue();
            form = decimal.scale() <= 0 ? Form.INTEGER : Form.POINT;
        } else if (value instanceof Double decimal) {
            number = decimal;
            form = Form.POINT;
        } else if (value instanceof Boolean) {
            form = Form.BOOLEAN;
        } else {
            form = moment(value);
        }
    }

    private Form moment(Object value) {
        if (value instanceof LocalDate date) {
            second = date.toEpochDay() * 86_400;
            return Form.DATE;
        }
        if (value instanceof LocalDateTime time) {
            second = time.toEpochSecond(ZoneOffset.UTC);
            return Form.TIMESTAMP;
        }
        if (value instanceof Instant instant) {
            second = instant.getEpochSecond();
            return Form.TIMESTAMP_ZONE;
        }
        return Form.TEXT;
    }

    private Form text(String text) {
        int length = text.length();
        if (length == 0 || length > 60) {
            return Form.TEXT;
        }
        char first = text.charAt(0);
        if (isDigit(first) && moments.read(text)) {
            second = moments.second();
            return moments.form();
        }
        if (isDigit(first) || first == '-' || first == '+' || first == '.') {
            return numeric(text);
        }
        if ("€$£¥".indexOf(first) >= 0) {
            return priced(text);
        }
        return (length == 4 && text.equalsIgnoreCase("true")) || (length == 5 && text.equalsIgnoreCase("false"))
                ? Form.BOOLEAN
                : Form.TEXT;
    }

    private Form numeric(String text) {
        int end = endOfNumber(text);
        if (end == text.length()) {
            return plain(text);
        }
        int start = end < text.length() && text.charAt(end) == ' ' ? end + 1 : end;
        return isUnit(text, start) ? quantity(text.substring(0, end), text.substring(start)) : Form.TEXT;
    }

    private Form priced(String text) {
        int start = text.length() > 1 && text.charAt(1) == ' ' ? 2 : 1;
        String rest = text.substring(start);
        return !rest.isEmpty() && endOfNumber(rest) == rest.length() ? quantity(rest, text.substring(0, 1)) : Form.TEXT;
    }

    private Form quantity(String amount, String itsUnit) {
        Form plain = plain(amount);
        if (plain == Form.TEXT) {
            return Form.TEXT;
        }
        unit = itsUnit;
        return Form.QUANTITY;
    }

    /** Where sign, digits, marks and exponent end. */
    private static int endOfNumber(String text) {
        int at = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        while (at < text.length() && (isDigit(text.charAt(at)) || text.charAt(at) == '.' || text.charAt(at) == ',')) {
            at++;
        }
        if (at + 1 < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            int exponent = text.charAt(at + 1) == '-' || text.charAt(at + 1) == '+' ? at + 2 : at + 1;
            int end = exponent;
            while (end < text.length() && isDigit(text.charAt(end))) {
                end++;
            }
            return end > exponent ? end : at;
        }
        return at;
    }

    /** The form of text that is made of what numbers are made of. */
    private Form plain(String text) {
        int start = text.charAt(0) == '-' || text.charAt(0) == '+' ? 1 : 0;
        int points = 0;
        int commas = 0;
        boolean exponent = false;
        int digits = 0;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            points += c == '.' ? 1 : 0;
            commas += c == ',' ? 1 : 0;
            exponent |= c == 'e' || c == 'E';
            digits += isDigit(c) ? 1 : 0;
        }
        if (digits == 0
                || (text.charAt(start) == '0' && start + 1 < text.length() && isDigit(text.charAt(start + 1)))) {
            // 007 is a name, not a number.
            return Form.TEXT;
        }
        if (commas == 0 && points <= 1) {
            number = Double.parseDouble(text);
            return points == 0 && !exponent ? Form.INTEGER : Form.POINT;
        }
        return exponent ? Form.TEXT : marked(text, start, points, commas);
    }

    private Form marked(String text, int start, int points, int commas) {
        int point = text.lastIndexOf('.');
        int comma = text.lastIndexOf(',');
        if (commas == 1 && points == 0 && text.length() - comma - 1 == 3 && comma - start <= 3 && comma > start) {
            return Form.COMMA_OR_THOUSANDS;
        }
        char decimals = commas == 0 || (points > 0 && comma > point) ? ',' : points == 0 && commas == 1 ? ',' : '.';
        char thousands = decimals == ',' ? '.' : ',';
        if ((decimals == ',' ? commas : points) > 1 || !grouped(text, start, decimals, thousands)) {
            return Form.TEXT;
        }
        number = Double.parseDouble(text.replace(String.valueOf(thousands), "").replace(decimals, '.'));
        return decimals == ',' ? Form.COMMA : Form.POINT;
    }

    /** Whether the marks between thousands stand three digits apart. */
    private static boolean grouped(String text, int start, char decimals, char thousands) {
        int end = text.indexOf(decimals);
        end = end < 0 ? text.length() : end;
        int since = 0;
        boolean seen = false;
        for (int i = start; i < text.length(); i++) {
            if (text.charAt(i) == thousands) {
                if (i > end || since == 0 || since > 3 || (seen && since != 3)) {
                    return false;
                }
                seen = true;
                since = 0;
            } else if (i < end) {
                since++;
            }
        }
        return !seen || since == 3;
    }

    private static boolean isUnit(String text, int start) {
        if (start >= text.length() || text.length() - start > 8) {
            return false;
        }
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isLetter(c) && "%°/²³µ€$£¥".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
