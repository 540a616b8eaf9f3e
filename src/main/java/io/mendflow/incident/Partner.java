package io.mendflow.incident;

/**
 * An alert that fires together with another one.
 *
 * @param affinity normalised pointwise mutual information, at most 1
 * @param times about how often they fired together; older times count less
 * @param said whether people said that they belong together, whatever the figures are
 */
record Partner(Alert alert, double affinity, long times, boolean said) {

    /** Why a signal joins, as a sentence part for people. */
    String reason() {
        return said
                ? "people merged incidents of '%s' and this alert".formatted(alert)
                : "'%s' fires together with it (%d times, affinity %.2f)".formatted(alert, times, affinity);
    }
}
