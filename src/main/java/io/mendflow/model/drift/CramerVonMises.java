package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The two-sample test of Cramér and von Mises, after T. W. Anderson, "On the distribution of the two-sample Cramér-von Mises criterion", 1962: exact to 20
 * rows a side (Xiao, Gordon and Yakovlev, 2006), above that by the limit distribution (Csörgő and Faraway, 1996, equation 1.2).
 */
final class CramerVonMises {

    private static final int MOST_EXACT = 20;
    private static final double LEAST_TERM = 1e-7;
    private static final double SURELY_ONE = 0.003;

    private CramerVonMises() {}

    /** The p-value. */
    static double of(NumericPair pair) {
        double u = criterion(pair);
        int n = pair.referenceSize();
        int m = pair.currentSize();
        return Math.max(n, m) <= MOST_EXACT ? exact(u, n, m) : limit(u, n, m);
    }

    /** U of equation 10: squared differences between ranks in the pooled sample (ties share theirs) and in the own one. */
    private static double criterion(NumericPair pair) {
        double reference = 0;
        double current = 0;
        var values = new Merge(pair.reference(), pair.current());
        while (values.next()) {
            double before =
                    values.referenceUpTo() + values.currentUpTo() - values.referenceCount() - values.currentCount();
            double rank = before + (values.referenceCount() + values.currentCount() + 1) / 2.0;
            reference += squares(rank, values.referenceUpTo(), values.referenceCount());
            current += squares(rank, values.currentUpTo(), values.currentCount());
        }
        return pair.referenceSize() * reference + pair.currentSize() * current;
    }

    private static double squares(double rank, int upTo, int count) {
        double sum = 0;
        for (int own = upTo - count + 1; own <= upTo; own++) {
            sum += (rank - own) * (rank - own);
        }
        return sum;
    }

    private static double limit(double u, double n, double m) {
        double product = n * m;
        double size = n + m;
        double t = u / (product * size) - (4 * product - 1) / (6 * size);
        double mean = (1 + 1 / size) / 6;
        double variance = (size + 1)
                * (4 * product * size - 3 * (n * n + m * m) - 2 * product)
                / (45 * size * size * 4 * product);
        double standard = 1 / 6.0 + (t - mean) / Math.sqrt(45 * variance);
        return standard < SURELY_ONE ? 1 : Math.max(0, 1 - distribution(standard));
    }

    private static double distribution(double x) {
        double sum = 0;
        double gammas = Math.sqrt(Math.PI);
        for (int k = 0; ; k++) {
            double y = 4 * k + 1;
            double q = y * y / (16 * x);
            double term = gammas / (Math.pow(Math.PI, 1.5) * Math.sqrt(x)) * Math.sqrt(y) * dampedBessel(q);
            sum += term;
            if (Math.abs(term) < LEAST_TERM) {
                return sum;
            }
            gammas *= (k + 0.5) / (k + 1);
        }
    }

    /** e^(−q)·K_¼(q) = ∫ exp(−q(1 + cosh t))·cosh(t/4) dt over t ≥ 0; the trapezoidal rule is exact to rounding for such a fall. */
    private static double dampedBessel(double q) {
        double step = 1 / 32.0;
        double sum = Math.exp(-2 * q) / 2;
        for (int i = 1; ; i++) {
            double t = i * step;
            double exponent = q * (1 + Math.cosh(t));
            if (exponent > 745) {
                return sum * step;
            }
            sum += Math.exp(-exponent) * Math.cosh(t / 4);
        }
    }

    /** Counts, over all orders of the pooled sample, those with a criterion that is as large. */
    private static double exact(double u, int m, int n) {
        long multiple = m / gcd(m, n) * (long) n;
        long a = multiple / m;
        long b = multiple / n;
        double mn = (double) m * n;
        double zeta = Math.floor(multiple * multiple * (m + n) * (6 * u - mn * (4 * mn - 1)) / (6 * mn * mn));
        List<Map<Long, Long>> row = new ArrayList<>();
        row.add(Map.of(0L, 1L));
        for (int v = 0; v < m; v++) {
            row.add(Map.of());
        }
        for (int w = 0; w <= n; w++) {
            Map<Long, Long> left = Map.of();
            List<Map<Long, Long>> next = new ArrayList<>();
            for (int v = 0; v <= m; v++) {
                long height = a * v - b * w;
                left = sum(left, row.get(v), height * height);
                next.add(left);
            }
            row = next;
        }
        double all = 0;
        double asLarge = 0;
        for (Map.Entry<Long, Long> entry : row.get(m).entrySet()) {
            all += entry.getValue();
            asLarge += entry.getKey() >= zeta ? entry.getValue() : 0;
        }
        return asLarge / all;
    }

    private static Map<Long, Long> sum(Map<Long, Long> one, Map<Long, Long> other, long shift) {
        var sum = new HashMap<Long, Long>();
        one.forEach((value, count) -> sum.merge(value + shift, count, Long::sum));
        other.forEach((value, count) -> sum.merge(value + shift, count, Long::sum));
        return sum;
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
