package io.mendflow.model.compare;

import org.jspecify.annotations.Nullable;

/** What a model answered, row by row, in the order of the {@link Truth}. The arrays are not copied; leave them as they are. */
public final class Predictions {

    private final int @Nullable [] labels;
    private final double @Nullable [] numbers;
    private final double @Nullable [][] probabilities;

    private Predictions(int @Nullable [] labels, double @Nullable [] numbers, double @Nullable [][] probabilities) {
        this.labels = labels;
        this.numbers = numbers;
        this.probabilities = probabilities;
    }

    /** Class numbers only: metrics that need probabilities are undefined. */
    public static Predictions labels(int[] labels) {
        return new Predictions(labels, null, null);
    }

    /** Probabilities of class 1 of two. */
    public static Predictions probabilities(double[] ofClassOne) {
        return new Predictions(null, ofClassOne, null);
    }

    /** Probabilities of each class, a row of the test set in each row; the class with the highest is the answer, the first of equal ones. */
    public static Predictions probabilities(double[][] byClass) {
        return new Predictions(null, null, byClass);
    }

    public static Predictions values(double[] values) {
        return new Predictions(null, values, null);
    }

    public int rows() {
        if (labels != null) {
            return labels.length;
        }
        return probabilities != null ? probabilities.length : numbers().length;
    }

    boolean hasProbabilities() {
        return labels == null;
    }

    boolean hasOneColumn() {
        return numbers != null;
    }

    int @Nullable [] labels() {
        return labels;
    }

    /** The values, or the probabilities of class 1. */
    double[] numbers() {
        if (numbers == null) {
            throw new IllegalStateException("Expected one number a row, but these predictions are classes");
        }
        return numbers;
    }

    double[] row(int row) {
        if (probabilities == null) {
            throw new IllegalStateException("Expected probabilities of each class, but these predictions have none");
        }
        return probabilities[row];
    }

    double probability(int row, int ofClass) {
        if (numbers != null) {
            return ofClass == 1 ? numbers[row] : 1 - numbers[row];
        }
        return row(row)[ofClass];
    }

    /** The class answered. With one probability a row it is class 1 from the threshold on. */
    int label(int row, double threshold) {
        if (labels != null) {
            return labels[row];
        }
        if (numbers != null) {
            return numbers[row] >= threshold ? 1 : 0;
        }
        double[] ofClasses = row(row);
        int best = 0;
        for (int c = 1; c < ofClasses.length; c++) {
            if (ofClasses[c] > ofClasses[best]) {
                best = c;
            }
        }
        return best;
    }
}
