package io.mendflow.runbook;

import java.util.HashSet;
import java.util.Set;

/** The names given so far in a runbook, wherever they stand, and the ids that are made of them. */
final class Names {

    private static final int LONGEST = 200;

    private final Draft draft;
    private final Slugs slugs = new Slugs();
    private final Set<String> taken = new HashSet<>();

    Names(Draft draft) {
        this.draft = draft;
    }

    /** Takes a name, noting a problem when it is taken or none; gives the last part of its ids. */
    String take(String kind, String name) {
        if (name.isBlank() || name.length() > LONGEST) {
            draft.problemHere("expected a name of a %s, at most %d long".formatted(kind, LONGEST));
        }
        if (!taken.add(kind + " " + name)) {
            draft.problemHere("%s '%s' is there already; give each a name of its own".formatted(kind, name));
        }
        return slugs.of(kind, name);
    }

    /** The last part of the ids of something that needs no name of its own. */
    String unnamed(String kind, String text) {
        return slugs.of(kind, text);
    }
}
