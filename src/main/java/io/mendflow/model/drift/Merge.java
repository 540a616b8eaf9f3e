package io.mendflow.model.drift;

/** Walks through two sorted arrays together, one different value at a time. */
final class Merge {

    private final double[] reference;
    private final double[] current;
    private int referenceEnd;
    private int currentEnd;
    private int referenceCount;
    private int currentCount;
    private double value = Double.NaN;

    Merge(double[] reference, double[] current) {
        this.reference = reference;
        this.current = current;
    }

    /** Moves on to the next value; false when there is none. */
    boolean next() {
        boolean inReference = referenceEnd < reference.length;
        boolean inCurrent = currentEnd < current.length;
        if (!inReference && !inCurrent) {
            return false;
        }
        if (!inCurrent || inReference && reference[referenceEnd] <= current[currentEnd]) {
            value = reference[referenceEnd];
        } else {
            value = current[currentEnd];
        }
        int end = endOfRun(reference, referenceEnd, value);
        referenceCount = end - referenceEnd;
        referenceEnd = end;
        end = endOfRun(current, currentEnd, value);
        currentCount = end - currentEnd;
        currentEnd = end;
        return true;
    }

    double value() {
        return value;
    }

    /** How often the value occurs in the reference. */
    int referenceCount() {
        return referenceCount;
    }

    int currentCount() {
        return currentCount;
    }

    /** How many values of the reference are not above this one. */
    int referenceUpTo() {
        return referenceEnd;
    }

    int currentUpTo() {
        return currentEnd;
    }

    private static int endOfRun(double[] sorted, int from, double value) {
        int end = from;
        while (end < sorted.length && sorted[end] == value) {
            end++;
        }
        return end;
    }
}
