package io.mendflow.model.compare;

import org.jspecify.annotations.Nullable;

/** What really was, row by row: classes by number, or values. The arrays are not copied; leave them as they are. */
public final class Truth {

    private final int classes;
    private final int @Nullable [] labels;
    private final double @Nullable [] values;

    private Truth(int classes, int @Nullable [] labels, double @Nullable [] values) {
        this.classes = classes;
        this.labels = labels;
        this.values = values;
    }

    /**
     * @param classes how many there are, two at least; with two, class 1 is the positive one
     * @param labels from 0 to {@code classes} − 1
     */
    public static Truth classes(int classes, int[] labels) {
        if (classes < 2) {
            throw new IllegalArgumentException("Expected two or more classes, got " + classes);
        }
        return new Truth(classes, labels, null);
    }

    public static Truth values(double[] values) {
        return new Truth(0, null, values);
    }

    public int rows() {
        return labels != null ? labels.length : values().length;
    }

    boolean hasClasses() {
        return labels != null;
    }

    int classes() {
        return classes;
    }

    int[] labels() {
        if (labels == null) {
            throw new IllegalStateException("Expected true classes, but these are true values");
        }
        return labels;
    }

    double[] values() {
        if (values == null) {
            throw new IllegalStateException("Expected true values, but these are true classes");
        }
        return values;
    }
}
