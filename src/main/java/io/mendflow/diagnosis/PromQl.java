package io.mendflow.diagnosis;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PromQL with places for values, such as {@code rate(errors{service="{service}"}[5m])}. A place must be in a quoted text, where a value can be
 * escaped so that it stays one: in {@code "…"} or {@code '…'}, not in {@code `…`}. In the text of a regular expression it is quoted for that too.
 *
 * @see <a href="https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals">PromQL's texts</a>
 */
final class PromQl {

    private static final Pattern PLACE = Pattern.compile("\\{(service|environment)}");
    private static final Pattern REGEX_SPECIAL = Pattern.compile("[\\\\.+*?()|\\[\\]{}^$]");

    private PromQl() {}

    /** @throws IllegalArgumentException when a place is not in a quoted text */
    static void check(String promql) {
        fill(promql, Map.of("service", "x", "environment", "x"));
    }

    static String fill(String promql, Map<String, String> values) {
        var filled = new StringBuilder();
        Matcher place = PLACE.matcher(promql);
        char quote = 0;
        boolean regex = false;
        for (int i = 0; i < promql.length(); i++) {
            char c = promql.charAt(i);
            if (quote == 0 && (c == '"' || c == '\'' || c == '`')) {
                quote = c;
                regex = promql.substring(0, i).stripTrailing().endsWith("~");
            } else if (quote != 0 && c == '\\' && quote != '`') {
                filled.append(c);
                i++;
                c = i < promql.length() ? promql.charAt(i) : ' ';
            } else if (c == quote) {
                quote = 0;
            } else if (c == '{' && place.find(i) && place.start() == i) {
                requireQuoted(promql, place.group(), quote);
                filled.append(escaped(values.get(place.group(1)), regex));
                i = place.end() - 1;
                continue;
            }
            filled.append(c);
        }
        return filled.toString();
    }

    private static void requireQuoted(String promql, String place, char quote) {
        if (quote != '"' && quote != '\'') {
            throw new IllegalArgumentException(
                    "Expected %s to be inside \"…\" or '…', where its value can be escaped, in the query %s"
                            .formatted(place, promql));
        }
    }

    private static String escaped(String value, boolean regex) {
        String text = regex ? REGEX_SPECIAL.matcher(value).replaceAll("\\\\$0") : value;
        var escaped = new StringBuilder();
        text.chars().forEach(c -> {
            if (c == '\\') {
                escaped.append("\\\\");
            } else if (c == '"' || c == '\'' || c < ' ' || c == 0x7f) {
                escaped.append("\\x%02x".formatted(c));
            } else {
                escaped.append((char) c);
            }
        });
        return escaped.toString();
    }
}
