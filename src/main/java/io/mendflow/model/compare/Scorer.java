package io.mendflow.model.compare;

/** The metrics of one model on the rows of one slice, again and again with other weights. */
interface Scorer {

    /**
     * @param weights how often each row of the test set counts, by its number
     * @return a value for each wanted metric, NaN where it is undefined
     */
    double[] scores(int[] weights);
}
