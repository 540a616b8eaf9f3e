package io.mendflow.runbook;

/** A place in a drawing, in pixels; y grows downwards. */
record Point(int x, int y) {

    Point moved(int dx, int dy) {
        return new Point(x + dx, y + dy);
    }
}
