package io.mendflow.runbook.guard;

/**
 * The 95 % interval of a share that was seen in few tries (Wilson, "Probable inference, the law of succession, and statistical inference", 1927).
 * Without a try it is the whole from 0 to 1.
 */
record Wilson(double low, double high) {

    private static final double Z = 1.959964;

    static Wilson of(int hits, int tries) {
        if (tries == 0) {
            return new Wilson(0, 1);
        }
        double share = (double) hits / tries;
        double zz = Z * Z / tries;
        double middle = share + zz / 2;
        double spread = Z * Math.sqrt((share * (1 - share) + zz / 4) / tries);
        return new Wilson(Math.max(0, (middle - spread) / (1 + zz)), Math.min(1, (middle + spread) / (1 + zz)));
    }
}
