package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/**
 * Finds columns that alone tell the label. From every other row of the sample it learns which label goes with which value (a number: with the nearest
 * one), and asks the rest: an identifier, which differs in every row, thus tells nothing, and a copy of the label everything. The score is the share of
 * the errors of always guessing alike that the column avoids: Goodman and Kruskal's lambda for classes, the coefficient of determination for numbers.
 */
final class Leaks {

    static final int FEWEST_ROWS = 100;

    private static final int FEWEST_ERRORS = 10;
    private static final int MOST_CLASSES = 20;
    private static final int MOST_GROUPS = 50;

    private final Sample sample;
    private final int label;
    private final int[] learned;
    private final int[] asked;
    private final boolean ofNumbers;

    Leaks(Sample sample, int label) {
        this.sample = sample;
        this.label = label;
        int[] labelled = labelled();
        this.learned = half(labelled, 0);
        this.asked = half(labelled, 1);
        this.ofNumbers = isOfNumbers(label) && groups(label) > MOST_CLASSES;
    }

    /** Whether there is enough of it to tell: rows, and rows that always guessing alike gets wrong. */
    boolean canTell() {
        return learned.length + asked.length >= FEWEST_ROWS
                && (ofNumbers ? errors(mean(learned)) > 0 : misses() >= FEWEST_ERRORS);
    }

    /** How well a column tells the label: 1 for always, 0 for no better than guessing. */
    double score(int column) {
        boolean near = isOfNumbers(column) && groups(column) > MOST_GROUPS;
        Guess guess = near ? nearest(column) : grouped(column);
        return ofNumbers ? 1 - squares(guess) / errors(mean(learned)) : 1 - (double) misses(guess) / misses();
    }

    private int[] labelled() {
        return IntStream.range(0, sample.rows())
                .filter(row -> sample.codes(label)[row] != 0)
                .toArray();
    }

    private static int[] half(int[] rows, int which) {
        return IntStream.range(0, rows.length)
                .filter(i -> i % 2 == which)
                .map(i -> rows[i])
                .toArray();
    }

    private boolean isOfNumbers(int column) {
        int present = 0;
        int numbers = 0;
        for (int row = 0; row < sample.rows(); row++) {
            present += sample.codes(column)[row] == 0 ? 0 : 1;
            numbers += Double.isNaN(sample.numbers(column)[row]) ? 0 : 1;
        }
        return numbers > 0 && numbers >= present * 0.95;
    }

    private int groups(int column) {
        Set<Long> groups = new HashSet<>();
        for (int row = 0; row < sample.rows() && groups.size() <= MOST_GROUPS; row++) {
            groups.add(sample.codes(column)[row]);
        }
        return groups.size();
    }

    /** Guesses by equal values; one that was not learned gets the guess of all. */
    private Guess grouped(int column) {
        Map<Long, List<Integer>> rows = new HashMap<>();
        for (int row : learned) {
            rows.computeIfAbsent(sample.codes(column)[row], code -> new ArrayList<>())
                    .add(row);
        }
        Map<Long, Integer> guesses = new HashMap<>();
        Map<Long, Double> means = new HashMap<>();
        rows.forEach((code, same) -> {
            int[] group = same.stream().mapToInt(Integer::intValue).toArray();
            guesses.put(code, commonest(group));
            means.put(code, mean(group));
        });
        int all = commonest(learned);
        double mean = mean(learned);
        return new Guess(
                row -> guesses.getOrDefault(sample.codes(column)[row], all),
                row -> means.getOrDefault(sample.codes(column)[row], mean));
    }

    /** Guesses by the nearest number; a missing one is a group of its own. */
    private Guess nearest(int column) {
        double[] numbers = sample.numbers(column);
        int[] sorted = Arrays.stream(learned)
                .filter(row -> !Double.isNaN(numbers[row]))
                .boxed()
                .sorted((a, b) -> Double.compare(numbers[a], numbers[b]))
                .mapToInt(Integer::intValue)
                .toArray();
        int[] without =
                Arrays.stream(learned).filter(row -> Double.isNaN(numbers[row])).toArray();
        int[] others = without.length == 0 ? learned : without;
        int ofOthers = commonest(others);
        double meanOfOthers = mean(others);
        return new Guess(
                row -> Double.isNaN(numbers[row]) ? ofOthers : commonest(near(numbers, sorted, numbers[row])),
                row -> Double.isNaN(numbers[row]) ? meanOfOthers : mean(near(numbers, sorted, numbers[row])));
    }

    /** The rows whose number is nearest to this one. */
    private static int[] near(double[] numbers, int[] sorted, double number) {
        int after = firstFrom(numbers, sorted, number);
        double best = Double.NaN;
        if (after < sorted.length) {
            best = numbers[sorted[after]];
        }
        if (after > 0 && !(best - number <= number - numbers[sorted[after - 1]])) {
            best = numbers[sorted[after - 1]];
        }
        int from = firstFrom(numbers, sorted, best);
        int to = from;
        while (to < sorted.length && numbers[sorted[to]] == best) {
            to++;
        }
        return Arrays.copyOfRange(sorted, from, to);
    }

    private static int firstFrom(double[] numbers, int[] sorted, double number) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (numbers[sorted[middle]] < number) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }

    /** A row that has the commonest label of these. */
    private int commonest(int[] rows) {
        Map<Long, Integer> counts = new HashMap<>();
        int best = rows[0];
        int most = 0;
        for (int row : rows) {
            int count = counts.merge(sample.codes(label)[row], 1, Integer::sum);
            if (count > most) {
                most = count;
                best = row;
            }
        }
        return best;
    }

    private double mean(int[] rows) {
        return Arrays.stream(rows)
                .mapToDouble(row -> sample.numbers(label)[row])
                .filter(number -> !Double.isNaN(number))
                .average()
                .orElse(0);
    }

    private long misses() {
        int commonest = commonest(learned);
        return misses(new Guess(row -> commonest, row -> 0.0));
    }

    private long misses(Guess guess) {
        long[] labels = sample.codes(label);
        return Arrays.stream(asked)
                .filter(row -> labels[guess.rowWithLabel().applyAsInt(row)] != labels[row])
                .count();
    }

    private double errors(double mean) {
        return squares(new Guess(row -> row, row -> mean));
    }

    private double squares(Guess guess) {
        return Arrays.stream(asked)
                .mapToDouble(row -> sample.numbers(label)[row] - guess.number().applyAsDouble(row))
                .filter(difference -> !Double.isNaN(difference))
                .map(difference -> difference * difference)
                .sum();
    }

    /** What a column makes one guess for a row: some row with the guessed label, or the guessed number. */
    private record Guess(IntUnaryOperator rowWithLabel, IntToDoubleFunction number) {}
}
