package io.mendflow.runbook.guard;

import java.util.List;

/** What a run acts on, from the widest to the narrowest: {@code host/web-1/service/nginx}. */
record Target(String text) {

    /** True when acting on one is acting on the other: one is the other, or lies in it. Segments are compared whole. */
    boolean overlaps(Target other) {
        return contains(other) || other.contains(this);
    }

    /** True when the other is this one or lies in it. */
    boolean contains(Target other) {
        List<String> mine = segments();
        List<String> its = other.segments();
        return its.size() >= mine.size() && its.subList(0, mine.size()).equals(mine);
    }

    /** The first segments of it, or all when there are no more. */
    Target top(int segments) {
        List<String> all = segments();
        return new Target(String.join("/", all.subList(0, Math.min(segments, all.size()))));
    }

    List<String> segments() {
        String bare = text.strip();
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        return List.of(bare.split("/"));
    }
}
