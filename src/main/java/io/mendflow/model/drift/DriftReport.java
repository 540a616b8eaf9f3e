package io.mendflow.model.drift;

import java.util.List;

/**
 * Two data sets compared, column by column and as a whole.
 *
 * @param algorithm the names of statistics and corrections with their version, for the record
 * @param verdict about the features
 * @param predictions about the columns that the model wrote: drift when any of them has drifted; undecided when there are none
 * @param features how many features were looked at
 * @param compared how many of them have an answer
 * @param drifted how many of those have drifted
 * @param share drifted ÷ compared, 0 without any
 * @param driftedShare the share from which on the verdict is drift
 * @param columns what was found in each, predictions too, in the order of the reference
 * @param summary the whole in a sentence
 */
public record DriftReport(
        String algorithm,
        DatasetVerdict verdict,
        DatasetVerdict predictions,
        int features,
        int compared,
        int drifted,
        double share,
        double driftedShare,
        List<ColumnDrift> columns,
        String summary) {

    private static final String LENIENT = "evidently-0.7";
    private static final String STRICT = "evidently-0.7 strict-1";

    public DriftReport {
        columns = List.copyOf(columns);
    }

    static DriftReport of(List<ColumnDrift> columns, DriftSettings settings) {
        List<ColumnDrift> features = in(columns, Role.FEATURE);
        int compared = (int)
                features.stream().filter(column -> column.verdict().isAnswer()).count();
        int drifted = (int) features.stream().filter(ColumnDrift::drifted).count();
        double share = compared == 0 ? 0 : (double) drifted / compared;
        DatasetVerdict verdict = verdict(features.size(), compared, share >= settings.driftedShare());
        return new DriftReport(
                settings.strict() ? STRICT : LENIENT,
                verdict,
                ofPredictions(in(columns, Role.PREDICTION)),
                features.size(),
                compared,
                drifted,
                share,
                settings.driftedShare(),
                columns,
                summary(verdict, features.size(), compared, drifted));
    }

    /** Columns without an answer: lost ones, empty ones, those with too few rows. */
    public List<ColumnDrift> withoutAnswer() {
        return columns.stream().filter(column -> !column.verdict().isAnswer()).toList();
    }

    private static DatasetVerdict ofPredictions(List<ColumnDrift> predictions) {
        int compared = (int) predictions.stream()
                .filter(column -> column.verdict().isAnswer())
                .count();
        return verdict(predictions.size(), compared, predictions.stream().anyMatch(ColumnDrift::drifted));
    }

    private static DatasetVerdict verdict(int all, int compared, boolean drift) {
        if (compared == 0) {
            return DatasetVerdict.UNDECIDED;
        }
        if (drift) {
            return DatasetVerdict.DRIFT;
        }
        return 2 * compared < all ? DatasetVerdict.UNDECIDED : DatasetVerdict.NO_DRIFT;
    }

    private static List<ColumnDrift> in(List<ColumnDrift> columns, Role role) {
        return columns.stream().filter(column -> column.role() == role).toList();
    }

    private static String summary(DatasetVerdict verdict, int features, int compared, int drifted) {
        String without = compared == features
                ? ""
                : "; %d of %d features have no answer".formatted(features - compared, features);
        String word =
                switch (verdict) {
                    case DRIFT -> "Drift";
                    case NO_DRIFT -> "No drift";
                    case UNDECIDED -> "Undecided";
                };
        return "%s: %d of %d features have drifted%s".formatted(word, drifted, compared, without);
    }
}
