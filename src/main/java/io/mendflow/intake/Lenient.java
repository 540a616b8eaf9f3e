package io.mendflow.intake;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of what becomes one signal, so that an odd field costs itself and not the signal. What could not be read is remembered, to be told
 * in the annotation {@value #UNREAD}.
 */
public final class Lenient {

    public static final String UNREAD = "unread";

    private static final int MOST_TOLD = 10;
    private static final int LONGEST_TOLD = 2000;

    private final Set<String> unread = new LinkedHashSet<>();

    /** The first of these that is text, a number or a truth value, and not blank; null when none is. */
    public @Nullable String text(Field... places) {
        return first(places, Field::textOrNull);
    }

    /** The first of these that is a time; null when none is. */
    public @Nullable Instant time(Field... places) {
        return first(places, Field::timeOrNull);
    }

    /** An object as texts, without the members that cannot be kept; empty when it is none. */
    public Map<String, String> texts(Field object) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!object.isMissing()) {
            attempt(object::object);
            for (String name : object.names()) {
                String text = attempt(() -> object.text(name));
                if (text != null) {
                    texts.put(name, text);
                }
            }
        }
        return texts;
    }

    /** An array; empty when it is none. */
    public List<Field> items(Field array) {
        List<Field> items = array.isMissing() ? null : attempt(array::items);
        return items == null ? List.of() : items;
    }

    /** The texts in an array, or one text; empty when it is neither. */
    public List<String> list(Field field) {
        List<String> texts = new ArrayList<>();
        for (Field item : field.isArray() ? items(field) : List.of(field)) {
            String text = text(item);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** What could not be read so far, and why; null when there is nothing. */
    public @Nullable String unread() {
        return unread.isEmpty() ? null : Texts.shortened(String.join("; ", unread), LONGEST_TOLD);
    }

    private <T> @Nullable T first(Field[] places, Function<Field, @Nullable T> reading) {
        for (Field place : places) {
            T found = attempt(() -> reading.apply(place));
            if (found != null && !found.toString().isBlank()) {
                return found;
            }
        }
        return null;
    }

    private <T> @Nullable T attempt(Supplier<@Nullable T> reading) {
        try {
            return reading.get();
        } catch (Malformed e) {
            if (unread.size() < MOST_TOLD) {
                unread.add(String.valueOf(e.getMessage()));
            }
            return null;
        }
    }
}
