package io.mendflow.model.drift;

/** The values of one column in both sets, without missing and infinite ones; both sides have some. */
sealed interface Pair permits NumericPair, CategoricalPair {

    int referenceSize();

    int currentSize();

    /** How many different values there are in both sets together, or a number above {@code enough} when there are more than that. */
    int distinct(int enough);

    /** Every value with its counts. */
    Tally tally();

    /** The shares by bin that PSI, KL and Jensen-Shannon compare. */
    Shares shares();

    /** How much of the difference chance explains: the p-value for which a distance has none of its own. */
    double chance();

    /** What a plot shows. */
    Distribution distribution();
}
