package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/** A rectangle in a drawing, in pixels; y grows downwards. */
record Box(int left, int top, int width, int height) {

    static Box around(int x, int y, int width, int height) {
        return new Box(x - width / 2, y - height / 2, width, height);
    }

    int center() {
        return left + width / 2;
    }

    int middle() {
        return top + height / 2;
    }

    int right() {
        return left + width;
    }

    int bottom() {
        return top + height;
    }

    Box moved(int dx, int dy) {
        return new Box(left + dx, top + dy, width, height);
    }

    /** The smallest one that holds both. */
    Box with(@Nullable Box other) {
        if (other == null) {
            return this;
        }
        int x = Math.min(left, other.left);
        int y = Math.min(top, other.top);
        return new Box(x, y, Math.max(right(), other.right()) - x, Math.max(bottom(), other.bottom()) - y);
    }
}
