package io.mendflow.intake.zabbix;

import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An event's tags: {@code {EVENT.TAGSJSON}}, an array of tag and value, or {@code {EVENT.TAGS}}, as in {@code scope:performance, node:a}. */
final class Tags {

    private Tags() {}

    static Map<String, String> of(Macros macros) {
        Map<String, String> tags = new LinkedHashMap<>();
        for (String name : new String[] {"eventtagsjson", "eventtags", "triggertags", "tags"}) {
            Field field = macros.field(name);
            if (field != null && tags.isEmpty()) {
                add(field, macros.text(name), tags);
            }
        }
        return tags;
    }

    private static void add(Field field, @Nullable String text, Map<String, String> tags) {
        if (field.isObject()) {
            tags.putAll(field.anyTexts());
        } else if (field.isArray()) {
            list(field, tags);
        } else if (text != null && text.startsWith("[")) {
            try {
                list(field.parsed(), tags);
            } catch (Malformed e) {
                words(text, tags);
            }
        } else if (text != null) {
            words(text, tags);
        }
    }

    private static void list(Field array, Map<String, String> tags) {
        for (Field tag : array.anyItems()) {
            String name = tag.at("tag").anyText();
            String value = tag.at("value").anyText();
            if (name != null) {
                tags.putIfAbsent(name, value == null ? "" : value);
            }
        }
    }

    private static void words(String text, Map<String, String> tags) {
        for (String word : text.split(",")) {
            int colon = word.indexOf(':');
            String name = (colon < 0 ? word : word.substring(0, colon)).strip();
            if (!name.isEmpty()) {
                tags.putIfAbsent(
                        name, colon < 0 ? "" : word.substring(colon + 1).strip());
            }
        }
    }
}
