package io.mendflow.model.compare;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a champion and a challenger are compared.
 *
 * @param metrics what is reported beside the metrics of the gates
 * @param gates what the challenger must show on all rows
 * @param guardedGates what it must show on each protected slice
 * @param rounds of the bootstrap, 100 or more
 * @param confidence of both sides of the reported intervals, such as 0.95
 * @param seed the same seed gives the same report, whatever the number of processors
 * @param minimumRows a slice, or a test set, with fewer says nothing
 * @param minimumOfClass with fewer rows of a class, precision, recall, F1 and ROC-AUC say nothing
 * @param threshold probability from which on a row counts as class 1, where there are two classes
 */
public record ComparisonSettings(
        List<Metric> metrics,
        List<Gate> gates,
        List<Gate> guardedGates,
        int rounds,
        double confidence,
        long seed,
        int minimumRows,
        int minimumOfClass,
        double threshold) {

    public ComparisonSettings {
        metrics = List.copyOf(metrics);
        gates = List.copyOf(gates);
        guardedGates = List.copyOf(guardedGates);
        if (rounds < 100) {
            throw new IllegalArgumentException("Expected 100 or more bootstrap rounds, such as 1000, got " + rounds);
        }
        if (!(confidence > 0.5 && confidence < 1)) {
            throw new IllegalArgumentException(
                    "Expected the confidence of the intervals to be above 0.5 and below 1, such as 0.95, got "
                            + confidence);
        }
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("Expected a threshold from 0 to 1, got " + threshold);
        }
        if (minimumRows < 1 || minimumOfClass < 0) {
            throw new IllegalArgumentException(
                    "Expected at least 1 row and 0 or more rows of a class as minimum, got %d and %d"
                            .formatted(minimumRows, minimumOfClass));
        }
    }

    /**
     * 1000 rounds, 95 % intervals, 50 rows, 5 of a class. A protected slice has to show, with the same confidence, what the non-inferiority gates
     * ask of all rows; on a metric with other gates only, that it is worse by no more than 2 % of the champion's value.
     */
    public static ComparisonSettings of(List<Metric> metrics, List<Gate> gates) {
        return new ComparisonSettings(metrics, gates, guards(gates), 1000, 0.95, 20260101L, 50, 5, 0.5);
    }

    private static List<Gate> guards(List<Gate> gates) {
        Map<Metric, Gate> guards = new EnumMap<>(Metric.class);
        for (Gate gate : gates) {
            guards.putIfAbsent(gate.metric(), Gate.nonInferiority(gate.metric(), 0.02, Scale.RELATIVE, 0.95));
        }
        gates.stream()
                .filter(gate -> gate.kind() == Gate.Kind.NON_INFERIORITY)
                .forEach(gate -> guards.put(gate.metric(), gate));
        return List.copyOf(guards.values());
    }

    public ComparisonSettings withGuardedGates(Gate... gates) {
        return new ComparisonSettings(
                metrics, this.gates, List.of(gates), rounds, confidence, seed, minimumRows, minimumOfClass, threshold);
    }

    public ComparisonSettings withRounds(int rounds) {
        return new ComparisonSettings(
                metrics, gates, guardedGates, rounds, confidence, seed, minimumRows, minimumOfClass, threshold);
    }

    public ComparisonSettings withSeed(long seed) {
        return new ComparisonSettings(
                metrics, gates, guardedGates, rounds, confidence, seed, minimumRows, minimumOfClass, threshold);
    }

    public ComparisonSettings withMinimumRows(int minimumRows) {
        return new ComparisonSettings(
                metrics, gates, guardedGates, rounds, confidence, seed, minimumRows, minimumOfClass, threshold);
    }

    /** Every metric that is reported or asked for, in the order of {@link Metric}. */
    List<Metric> wanted() {
        Set<Metric> wanted = new TreeSet<>(metrics);
        gates.forEach(gate -> wanted.add(gate.metric()));
        guardedGates.forEach(gate -> wanted.add(gate.metric()));
        return List.copyOf(wanted);
    }
}
