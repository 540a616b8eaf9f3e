package io.mendflow.runbook;

import java.math.BigDecimal;

/** Which way a measured value has to go. */
enum Better {
    LOWER,
    HIGHER;

    /** True when the value is as good as the other, or better. */
    boolean reaches(BigDecimal value, BigDecimal other) {
        int compared = value.compareTo(other);
        return this == LOWER ? compared <= 0 : compared >= 0;
    }

    /** A value moved for the better by that much. */
    BigDecimal moved(BigDecimal value, BigDecimal by) {
        return this == LOWER ? value.subtract(by) : value.add(by);
    }

    String text() {
        return Words.of(this);
    }

    static Better parse(String text) {
        return Words.parse(Better.class, text);
    }
}
