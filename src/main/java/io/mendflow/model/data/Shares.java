package io.mendflow.model.data;

import java.util.Locale;

/** Shares for people. */
final class Shares {

    private Shares() {}

    static String percent(double share) {
        return String.format(Locale.ROOT, share > 0 && share < 0.01 ? "%.2g %%" : "%.1f %%", share * 100)
                .replace(".0 %", " %");
    }
}
