package io.mendflow.model.compare;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Finds what keeps two models from being compared, before any metric hides it. */
final class InputCheck {

    /** How far the probabilities of a row may be from 1 in all; models that compute in 32 bits are up to 1e-4 off. */
    private static final double SUM_TOLERANCE = 1e-3;

    private final Truth truth;

    InputCheck(Truth truth) {
        this.truth = truth;
    }

    List<Problem> problems(@Nullable Predictions champion, Predictions challenger) {
        List<Problem> problems = new ArrayList<>();
        testSet().ifPresent(reason -> problems.add(new Problem("test set", Verdict.INCONCLUSIVE, reason)));
        if (champion != null) {
            answers(champion).ifPresent(reason -> problems.add(problem("champion", Verdict.INCONCLUSIVE, reason)));
        }
        answers(challenger).ifPresent(reason -> problems.add(problem("challenger", Verdict.FAIL, reason)));
        return problems;
    }

    /** @throws IllegalArgumentException when a slice has rows that the test set does not have, or a row twice */
    void slices(List<Slice> slices) {
        for (Slice slice : slices) {
            BitSet seen = new BitSet(truth.rows());
            for (int row : slice.rows()) {
                if (row < 0 || row >= truth.rows() || seen.get(row)) {
                    throw new IllegalArgumentException(
                            "Expected slice '%s' to name rows from 0 to %d, each once, got row %d"
                                    .formatted(slice.name(), truth.rows() - 1, row));
                }
                seen.set(row);
            }
        }
    }

    private static Problem problem(String model, Verdict verdict, String reason) {
        return new Problem(model, verdict, "The " + model + reason);
    }

    private Optional<String> testSet() {
        if (truth.rows() == 0) {
            return Optional.of("The test set is empty; give one with rows that neither model has trained on");
        }
        if (!truth.hasClasses()) {
            return firstRow(row -> !Double.isFinite(truth.values()[row]))
                    .map(row ->
                            "The true value of row %d is %s; give finite numbers".formatted(row, truth.values()[row]));
        }
        int[] labels = truth.labels();
        Optional<Integer> strange = firstRow(row -> labels[row] < 0 || labels[row] >= truth.classes());
        if (strange.isPresent()) {
            return Optional.of("The true class of row %d is %d; the classes are 0 to %d"
                    .formatted(strange.get(), labels[strange.get()], truth.classes() - 1));
        }
        if (Arrays.stream(labels).allMatch(label -> label == labels[0])) {
            return Optional.of("All %d rows of the test set are of class %d; give one with rows of every class"
                    .formatted(labels.length, labels[0]));
        }
        return Optional.empty();
    }

    private Optional<String> answers(Predictions answers) {
        if (answers.rows() != truth.rows()) {
            return Optional.of(" answered %d rows, but the test set has %d; both models must answer the same rows"
                    .formatted(answers.rows(), truth.rows()));
        }
        if (!truth.hasClasses()) {
            if (!answers.hasOneColumn()) {
                return Optional.of(" answered with classes, but the test set has values");
            }
            return firstRow(row -> !Double.isFinite(answers.numbers()[row]))
                    .map(row -> " answered row %d with %s; a value must be a finite number"
                            .formatted(row, answers.numbers()[row]));
        }
        return answers.hasProbabilities() ? probabilities(answers) : labels(answers);
    }

    private Optional<String> labels(Predictions answers) {
        return firstRow(row -> answers.label(row, 0) < 0 || answers.label(row, 0) >= truth.classes())
                .map(row -> " answered row %d with class %d; the classes are 0 to %d"
                        .formatted(row, answers.label(row, 0), truth.classes() - 1));
    }

    private Optional<String> probabilities(Predictions answers) {
        int classes = truth.classes();
        if (answers.hasOneColumn()) {
            if (classes != 2) {
                return Optional.of(" gives one probability a row, but the test set has %d classes; give one for each"
                        .formatted(classes));
            }
            return firstRow(row -> !isProbability(answers.numbers()[row]))
                    .map(row -> notAProbability(row, answers.numbers()[row]));
        }
        for (int row = 0; row < answers.rows(); row++) {
            double[] ofClasses = answers.row(row);
            if (ofClasses.length != classes) {
                return Optional.of(" gives %d probabilities for row %d, but the test set has %d classes"
                        .formatted(ofClasses.length, row, classes));
            }
            double sum = 0;
            for (double probability : ofClasses) {
                if (!isProbability(probability)) {
                    return Optional.of(notAProbability(row, probability));
                }
                sum += probability;
            }
            if (Math.abs(sum - 1) > SUM_TOLERANCE) {
                return Optional.of(
                        " gives row %d probabilities that add up to %s; they must add up to 1".formatted(row, sum));
            }
        }
        return Optional.empty();
    }

    private static boolean isProbability(double number) {
        return number >= 0 && number <= 1;
    }

    private static String notAProbability(int row, double number) {
        return " gives row %d the probability %s; probabilities are numbers from 0 to 1".formatted(row, number);
    }

    private Optional<Integer> firstRow(IntPredicate broken) {
        for (int row = 0; row < truth.rows(); row++) {
            if (broken.test(row)) {
                return Optional.of(row);
            }
        }
        return Optional.empty();
    }
}
