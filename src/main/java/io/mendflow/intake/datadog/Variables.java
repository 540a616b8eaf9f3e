package io.mendflow.intake.datadog;

import io.mendflow.intake.Field;
import io.mendflow.intake.Lenient;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The variables in a payload by name, in lower case and without punctuation: {@code ALERT_ID}, {@code alertId} and {@code {"alert": {"id"}}} are all
 * {@code alertid}.
 */
final class Variables {

    private static final int DEEPEST = 3;

    /** What Datadog leaves where a variable has no value, or where there is no such variable. */
    private static final Set<String> NOTHING = Set.of("null", "none", "n/a");

    private static final Pattern NOT_EXPANDED = Pattern.compile("\\$[A-Z][A-Z0-9_]*");

    private final Lenient reading;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Variables(Lenient reading) {
        this.reading = reading;
    }

    static Variables of(Lenient reading, Field body) {
        var variables = new Variables(reading);
        variables.add("", body, DEEPEST);
        return variables;
    }

    @Nullable
    String text(String... names) {
        for (String name : names) {
            Field field = fields.get(name);
            String text = field == null ? null : reading.text(field);
            if (text != null && says(text)) {
                return text;
            }
        }
        return null;
    }

    @Nullable
    Instant time(String... names) {
        for (String name : names) {
            String text = text(name);
            Field field = fields.get(name);
            Instant time = text == null || field == null ? null : reading.time(field);
            if (time != null) {
                return time;
            }
        }
        return null;
    }

    /** An array, or a text with commas. */
    List<String> list(String name) {
        Field field = fields.get(name);
        List<String> all = new ArrayList<>();
        for (String text : field == null ? List.<String>of() : reading.list(field)) {
            for (String part : text.split(",")) {
                if (!part.isBlank() && says(part)) {
                    all.add(part.strip());
                }
            }
        }
        return all;
    }

    private void add(String prefix, Field object, int depth) {
        for (String name : object.names()) {
            Field field = object.at(name);
            String plain = prefix + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            if (field.isObject() && depth > 1) {
                add(plain, field, depth - 1);
            } else {
                fields.putIfAbsent(plain, field);
            }
        }
    }

    private static boolean says(String text) {
        String word = text.strip();
        return !NOTHING.contains(word.toLowerCase(Locale.ROOT))
                && !NOT_EXPANDED.matcher(word).matches();
    }
}
