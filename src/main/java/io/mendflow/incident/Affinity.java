package io.mendflow.incident;

/** How much more often two alerts fire together than chance would have it. */
final class Affinity {

    private Affinity() {}

    /**
     * The normalised pointwise mutual information of two alerts: 1 when neither fires without the other, 0 when they fire together as often as
     * chance has it, -1 when they never do. An alert that fires all the time is near 0 with every other, for that says nothing.
     *
     * @param together in how many periods both fired
     * @param one in how many periods the one fired
     * @param other in how many periods the other fired
     * @param periods how many periods there were
     * @see <a href="https://svn.spraakdata.gu.se/repos/gerlof/pub/www/Docs/npmi-pfd.pdf">G. Bouma, Normalized (Pointwise) Mutual Information in
     *     Collocation Extraction, 2009</a>
     */
    static double npmi(double together, double one, double other, double periods) {
        if (together <= 0) {
            return -1;
        }
        if (together >= periods) {
            return 0;
        }
        double information = Math.log(together * periods / (one * other));
        return Math.max(-1, Math.min(1, information / Math.log(periods / together)));
    }

    /**
     * By how many standard deviations two alerts fire together more often than chance would have it: rare alerts in a short history meet by
     * chance, however high their mutual information is. Meetings by chance are taken to be Poisson distributed.
     */
    static double deviations(double together, double one, double other, double periods) {
        double expected = periods <= 0 ? 0 : one * other / periods;
        return expected <= 0 ? 0 : (together - expected) / Math.sqrt(expected);
    }
}
