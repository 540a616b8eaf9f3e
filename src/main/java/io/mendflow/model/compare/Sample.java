package io.mendflow.model.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was measured on the rows of one slice: every metric as it is, and in each bootstrap round.
 *
 * @param fewestOfClass rows of the class of the test set that has the fewest here; as many as there are rows where there are no classes
 * @param champion by metric; null when there is none
 * @param championRounds by metric, then by round
 */
record Sample(
        String slice,
        int rows,
        int fewestOfClass,
        List<Metric> metrics,
        double @Nullable [] champion,
        double[] challenger,
        double @Nullable [][] championRounds,
        double[][] challengerRounds) {

    boolean hasChampion() {
        return champion != null;
    }

    double champion(Metric metric) {
        return champion == null ? Double.NaN : champion[metrics.indexOf(metric)];
    }

    double challenger(Metric metric) {
        return challenger[metrics.indexOf(metric)];
    }

    double gain(Metric metric) {
        return metric.gain(champion(metric), challenger(metric));
    }

    /** In each round, the gain plus so much, in the metric's unit or as a fraction of the champion's value of that round. */
    Rounds gains(Metric metric, double plus, Scale scale) {
        int m = metrics.indexOf(metric);
        double[] gains = new double[challengerRounds[m].length];
        for (int round = 0; round < gains.length; round++) {
            double before = championRounds == null ? Double.NaN : championRounds[m][round];
            double unit = scale == Scale.RELATIVE ? Math.abs(before) : 1;
            gains[round] = metric.gain(before, challengerRounds[m][round]) + plus * unit;
        }
        return new Rounds(gains);
    }

    List<Measured> measured(double confidence) {
        return metrics.stream().map(metric -> measured(metric, confidence)).toList();
    }

    private Measured measured(Metric metric, double confidence) {
        int m = metrics.indexOf(metric);
        Rounds after = new Rounds(challengerRounds[m]);
        Interval challengers = after.interval(challenger[m], confidence);
        if (champion == null || championRounds == null) {
            return new Measured(metric, metric.greaterIsBetter(), null, challengers, null, after.undefined());
        }
        Rounds gains = gains(metric, 0, Scale.ABSOLUTE);
        return new Measured(
                metric,
                metric.greaterIsBetter(),
                new Rounds(championRounds[m]).interval(champion[m], confidence),
                challengers,
                gains.interval(gain(metric), confidence),
                gains.undefined());
    }
}
