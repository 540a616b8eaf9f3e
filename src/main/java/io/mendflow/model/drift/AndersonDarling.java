package io.mendflow.model.drift;

/**
 * The two-sample test of Anderson and Darling with mid-ranks, after Scholz and Stephens, "K-sample Anderson-Darling tests", 1987. The p-value is
 * interpolated between the seven levels of their table 2, so it is never above 0.25 nor below 0.001.
 */
final class AndersonDarling {

    private static final double[] LEVELS = {0.25, 0.1, 0.05, 0.025, 0.01, 0.005, 0.001};
    private static final double[] B0 = {0.675, 1.281, 1.645, 1.96, 2.326, 2.573, 3.085};
    private static final double[] B1 = {-0.245, 0.25, 0.678, 1.149, 1.822, 2.364, 3.615};
    private static final double[] B2 = {-0.105, -0.305, -0.362, -0.391, -0.396, -0.345, -0.154};

    private AndersonDarling() {}

    /** The p-value. */
    static double of(NumericPair pair) {
        double standard = (criterion(pair) - 1) / deviation(pair.referenceSize(), pair.currentSize());
        double[] critical = new double[LEVELS.length];
        for (int i = 0; i < critical.length; i++) {
            critical[i] = B0[i] + B1[i] + B2[i];
        }
        if (standard < critical[0]) {
            return LEVELS[0];
        }
        if (standard > critical[critical.length - 1]) {
            return LEVELS[LEVELS.length - 1];
        }
        return Math.exp(parabola(critical, standard));
    }

    private static double criterion(NumericPair pair) {
        double n = pair.referenceSize();
        double m = pair.currentSize();
        double size = n + m;
        double reference = 0;
        double current = 0;
        var values = new Merge(pair.reference(), pair.current());
        while (values.next()) {
            double ties = values.referenceCount() + values.currentCount();
            double rank = values.referenceUpTo() + values.currentUpTo() - ties / 2;
            double weight = ties / size / (rank * (size - rank) - size * ties / 4);
            double r = size * (values.referenceUpTo() - values.referenceCount() / 2.0) - rank * n;
            double c = size * (values.currentUpTo() - values.currentCount() / 2.0) - rank * m;
            reference += weight * r * r;
            current += weight * c * c;
        }
        return (reference / n + current / m) * (size - 1) / size;
    }

    /** Of the criterion of two samples (equation 4). */
    private static double deviation(double n, double m) {
        double size = n + m;
        double inverses = 1 / n + 1 / m;
        double h = 0;
        double g = 0;
        for (int i = 1; i < size - 1; i++) {
            h += 1 / (size - i);
            g += h / (i + 1);
        }
        h += 1;
        double a = 4 * g - 6 + (10 - 6 * g) * inverses;
        double b = (2 * g - 4) * 4 + 16 * h + (2 * g - 14 * h - 4) * inverses - 8 * h + 4 * g - 6;
        double c = (6 * h + 2 * g - 2) * 4 + (4 * h - 4 * g + 6) * 2 + (2 * h - 6) * inverses + 4 * h;
        double d = (2 * h + 6) * 4 - 8 * h;
        double variance = (((a * size + b) * size + c) * size + d) / ((size - 1) * (size - 2) * (size - 3));
        return Math.sqrt(variance);
    }

    /** The logarithm of the level at the point, on the parabola that fits the table best (least squares). */
    private static double parabola(double[] critical, double point) {
        double[][] system = new double[3][4];
        for (int i = 0; i < critical.length; i++) {
            double x = critical[i];
            double[] powers = {1, x, x * x};
            for (int row = 0; row < 3; row++) {
                for (int column = 0; column < 3; column++) {
                    system[row][column] += powers[row] * powers[column];
                }
                system[row][3] += powers[row] * Math.log(LEVELS[i]);
            }
        }
        double[] by = solve(system);
        return by[0] + point * (by[1] + point * by[2]);
    }

    /** Gauss without pivots, which a positive definite system needs none of. */
    private static double[] solve(double[][] system) {
        for (int pivot = 0; pivot < 3; pivot++) {
            for (int row = 0; row < 3; row++) {
                if (row != pivot) {
                    double factor = system[row][pivot] / system[pivot][pivot];
                    for (int column = pivot; column < 4; column++) {
                        system[row][column] -= factor * system[pivot][column];
                    }
                }
            }
        }
        return new double[] {system[0][3] / system[0][0], system[1][3] / system[1][1], system[2][3] / system[2][2]};
    }
}
