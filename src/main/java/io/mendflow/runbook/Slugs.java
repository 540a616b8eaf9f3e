package io.mendflow.runbook;

import java.util.HashSet;
import java.util.Set;

/** Makes ids of BPMN elements from names: letters, digits and underscores, each one different. */
final class Slugs {

    private static final int LONGEST = 60;

    private final Set<String> taken = new HashSet<>();

    /** The id's last part; the same names in the same order give the same parts. */
    String of(String kind, String name) {
        String plain = name.replaceAll("[^A-Za-z0-9]+", "_").replaceAll("^_+|_+$", "");
        String slug = plain.substring(0, Math.min(plain.length(), LONGEST));
        String unique = slug;
        for (int n = 2; !taken.add(kind + " " + unique); n++) {
            unique = slug + "_" + n;
        }
        return unique;
    }
}
