package io.mendflow.console.evidence;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Text on its way into HTML or SVG: whatever it says, it stays text. */
final class Html {

    private final StringBuilder out = new StringBuilder();

    static String escaped(@Nullable Object value) {
        return value == null
                ? ""
                : spoken(value)
                        .replaceAll("[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\ufffe\\uffff]", "?")
                        .replace("&", "&amp;")
                        .replace("<", "&lt;")
                        .replace(">", "&gt;")
                        .replace("\"", "&quot;")
                        .replace("'", "&#39;");
    }

    /** Times to the second, as the JSON beside the page has the rest; lists and maps without their brackets. */
    private static String spoken(Object value) {
        if (value instanceof Instant time) {
            return time.truncatedTo(ChronoUnit.SECONDS).toString();
        }
        if (value instanceof Collection<?> all) {
            return all.stream().map(String::valueOf).collect(Collectors.joining(", "));
        }
        if (value instanceof Map<?, ?> all) {
            return all.entrySet().stream()
                    .map(entry -> entry.getKey() + ": " + entry.getValue())
                    .collect(Collectors.joining(", "));
        }
        return value.toString();
    }

    /** Adds what is HTML already. */
    Html raw(String html) {
        out.append(html);
        return this;
    }

    Html section(String title) {
        return raw("<h2>%s</h2>\n".formatted(escaped(title)));
    }

    Html line(String text) {
        return raw("<p>%s</p>\n".formatted(escaped(text)));
    }

    /** A name and a value a row; a value that is not there has no row. */
    Html facts(@Nullable Object... namesAndValues) {
        raw("<dl>\n");
        for (int i = 0; i + 1 < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null && !value.toString().isEmpty()) {
                raw("<dt>%s</dt><dd>%s</dd>\n".formatted(escaped(namesAndValues[i]), escaped(value)));
            }
        }
        return raw("</dl>\n");
    }

    /** A table that scrolls by itself where it does not fit; without rows there is a sentence in its place. */
    <T> Html table(
            String otherwise, List<T> rows, List<String> heads, Function<T, List<? extends @Nullable Object>> cells) {
        if (rows.isEmpty()) {
            return line(otherwise);
        }
        raw("<div class=\"wide\" tabindex=\"0\"><table><thead><tr>");
        heads.forEach(head -> raw("<th scope=\"col\">%s</th>".formatted(escaped(head))));
        raw("</tr></thead>\n<tbody>\n");
        for (T row : rows) {
            raw("<tr>");
            cells.apply(row).forEach(cell -> raw("<td>%s</td>".formatted(escaped(cell))));
            raw("</tr>\n");
        }
        return raw("</tbody></table></div>\n");
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
