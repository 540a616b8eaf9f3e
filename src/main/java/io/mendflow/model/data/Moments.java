package io.mendflow.model.data;

import java.time.DateTimeException;
import java.time.LocalDate;

/** Finds out in what form text holds a date or a time, and which it is; by hand, as it is asked of every value. */
final class Moments {

    static final long NONE = Long.MIN_VALUE;

    private static final int DATE_LENGTH = 10;

    private Form form = Form.TEXT;
    private long second = NONE;

    /** The form of the text that was read last; {@link Form#TEXT} when it was no date and no time. */
    Form form() {
        return form;
    }

    /** Seconds since 1970 in UTC of what was read last; {@link #NONE} when nobody knows. */
    long second() {
        return second;
    }

    /** Reads a text that begins with a digit. */
    boolean read(String text) {
        form = Form.TEXT;
        second = NONE;
        int length = text.length();
        if (length < 8 || length > 40) {
            return false;
        }
        if (digits(text, 0, 4) && length >= DATE_LENGTH) {
            return yearFirst(text);
        }
        return length <= DATE_LENGTH && dayOrMonthFirst(text);
    }

    private boolean yearFirst(String text) {
        char mark = text.charAt(4);
        boolean date = (mark == '-' || mark == '/')
                && text.charAt(7) == mark
                && digits(text, 5, 7)
                && digits(text, 8, DATE_LENGTH);
        if (!date || !day(number(text, 0, 4), number(text, 5, 7), number(text, 8, DATE_LENGTH))) {
            return false;
        }
        if (text.length() == DATE_LENGTH) {
            form = mark == '-' ? Form.DATE : Form.DATE_SLASHES;
            return true;
        }
        return mark == '-' && time(text) || none();
    }

    private boolean time(String text) {
        char between = text.charAt(DATE_LENGTH);
        if ((between != 'T' && between != ' ') || text.length() < 16 || !hoursAndMinutes(text, 11)) {
            return false;
        }
        second += number(text, 11, 13) * 3600L + number(text, 14, 16) * 60L;
        int at = 16;
        if (at + 3 <= text.length() && text.charAt(at) == ':' && digits(text, at + 1, at + 3)) {
            second += number(text, at + 1, at + 3);
            at += 3;
            if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                at++;
                while (at < text.length() && isDigit(text.charAt(at))) {
                    at++;
                }
            }
        }
        if (at == text.length()) {
            form = between == 'T' ? Form.TIMESTAMP : Form.TIMESTAMP_SPACE;
            return true;
        }
        form = between == 'T' ? Form.TIMESTAMP_ZONE : Form.TIMESTAMP_SPACE_ZONE;
        return zone(text, at);
    }

    private boolean zone(String text, int at) {
        char sign = text.charAt(at);
        if (sign == 'Z') {
            return at + 1 == text.length();
        }
        int rest = text.length() - at - 1;
        boolean short2 = rest == 2 && digits(text, at + 1, at + 3);
        boolean plain4 = rest == 4 && digits(text, at + 1, at + 5);
        boolean colon5 = rest == 5 && hoursAndMinutes(text, at + 1);
        if ((sign != '+' && sign != '-') || !(short2 || plain4 || colon5)) {
            return false;
        }
        long offset = number(text, at + 1, at + 3) * 3600L;
        offset += short2 ? 0 : number(text, text.length() - 2, text.length()) * 60L;
        second -= sign == '+' ? offset : -offset;
        return true;
    }

    private boolean dayOrMonthFirst(String text) {
        int first = text.charAt(1) > '9' || text.charAt(1) < '0' ? 1 : 2;
        char mark = text.charAt(first);
        int secondMark = text.indexOf(mark, first + 1);
        boolean date = (mark == '/' || mark == '.' || mark == '-')
                && secondMark > first + 1
                && secondMark <= first + 3
                && secondMark + 5 == text.length()
                && digits(text, 0, first)
                && digits(text, first + 1, secondMark)
                && digits(text, secondMark + 1, text.length());
        if (!date) {
            return false;
        }
        int a = number(text, 0, first);
        int b = number(text, first + 1, secondMark);
        int year = number(text, secondMark + 1, text.length());
        if (mark != '/') {
            form = mark == '.' ? Form.DATE_POINTS : Form.DAY_DASHES;
            return day(year, b, a) || none();
        }
        if (a <= 12 && b <= 12 && a > 0 && b > 0) {
            form = Form.EITHER_SLASHES;
            return true;
        }
        form = a > 12 ? Form.DAY_SLASHES : Form.MONTH_SLASHES;
        return day(year, a > 12 ? b : a, a > 12 ? a : b) || none();
    }

    private boolean day(int year, int month, int day) {
        try {
            second = LocalDate.of(year, month, day).toEpochDay() * 86_400;
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }

    private boolean none() {
        form = Form.TEXT;
        second = NONE;
        return false;
    }

    private static boolean hoursAndMinutes(String text, int at) {
        return digits(text, at, at + 2)
                && text.charAt(at + 2) == ':'
                && digits(text, at + 3, at + 5)
                && number(text, at, at + 2) < 24
                && number(text, at + 3, at + 5) < 60;
    }

    private static boolean digits(String text, int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }
}
