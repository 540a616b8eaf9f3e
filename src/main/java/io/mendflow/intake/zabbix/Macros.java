package io.mendflow.intake.zabbix;

import io.mendflow.intake.Field;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a webhook, whose names everybody makes up after the macros: {@code {EVENT.ID}} is posted as {@code EVENT.ID},
 * {@code event_id}, {@code eventId}, or {@code id} inside {@code event}. A macro that Zabbix did not know is none.
 */
final class Macros {

    private static final int DEEPEST = 3;
    private static final Pattern UNKNOWN = Pattern.compile("\\*UNKNOWN\\*|\\{[A-Z][A-Z0-9_.]*}");

    private final Map<String, Field> fields = new LinkedHashMap<>();

    private Macros() {}

    static Macros of(Field object) {
        var macros = new Macros();
        macros.collect(object.object(), "", 1);
        return macros;
    }

    private void collect(Field object, String prefix, int depth) {
        for (String name : object.anyTexts().keySet()) {
            String plain = prefix + name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
            Field field = object.at(name);
            fields.putIfAbsent(plain, field);
            if (field.isObject() && depth < DEEPEST) {
                collect(field, plain, depth + 1);
            }
        }
    }

    /** The first of them that has a value. Names are in lower case, without anything else. */
    @Nullable
    String text(String... names) {
        for (String name : names) {
            Field field = field(name);
            String text = field == null || field.isObject() || field.isArray() ? null : field.anyText();
            if (text != null && !UNKNOWN.matcher(text.strip()).matches()) {
                return text.strip();
            }
        }
        return null;
    }

    @Nullable
    Field field(String name) {
        return fields.get(name);
    }
}
