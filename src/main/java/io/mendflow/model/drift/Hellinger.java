package io.mendflow.model.drift;

/** Hellinger distance of numbers. Its bins are counted from the number of different values, not of rows; categories take {@link Shares#hellinger}. */
final class Hellinger {

    private Hellinger() {}

    static double of(Pair pair) {
        if (pair instanceof NumericPair numbers) {
            int distinct = numbers.distinct(Integer.MAX_VALUE - 1);
            double[] edges = Bins.sturges(numbers.low(), numbers.high(), distinct);
            return Shares.of(Bins.counts(numbers.reference(), edges), Bins.counts(numbers.current(), edges))
                    .hellinger();
        }
        return pair.shares().hellinger();
    }
}
