package io.mendflow.runbook;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How the items of lists are told apart: by their text, a number after it when two have the same. */
final class Items {

    /** Between an item and the one around it. */
    private static final String INSIDE = " › ";

    private static final int LONGEST = 60;

    private Items() {}

    /** A text for each item, each one different; the same list gives the same texts. */
    static List<String> texts(Collection<?> items) {
        var counts = new HashMap<String, Integer>();
        var texts = new ArrayList<String>();
        for (Object item : items) {
            String text = text(item);
            int before = counts.merge(text, 1, Integer::sum);
            texts.add(before == 1 ? text : text + " #" + before);
        }
        return texts;
    }

    static String inside(String around, String text) {
        return around.isEmpty() ? text : around + INSIDE + text;
    }

    /** The item that this one is inside of; empty when there is none. */
    static String around(String item) {
        int end = item.lastIndexOf(INSIDE);
        return end < 0 ? "" : item.substring(0, end);
    }

    /** True when what was noted for {@code noted} is seen by the parts of {@code item}. */
    static boolean sees(String item, String noted) {
        return noted.isEmpty() || item.equals(noted) || item.startsWith(noted + INSIDE);
    }

    /** The items around and including this one, the outermost first. */
    static List<String> way(String item) {
        return item.isEmpty() ? List.of() : List.of(item.split(INSIDE));
    }

    /** The first {@code depth} items on the way to this one; null when there are fewer. */
    static @Nullable String first(String item, int depth) {
        List<String> way = way(item);
        return way.size() < depth ? null : String.join(INSIDE, way.subList(0, depth));
    }

    private static String text(Object item) {
        String written = item instanceof Map || item instanceof List ? Json.write(item) : String.valueOf(item);
        String text = written.replace('›', '>').strip();
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }
}
