package io.mendflow.model.compare;

import org.jspecify.annotations.Nullable;

/**
 * One metric of both models on the same rows.
 *
 * @param champion null when there is no champion
 * @param gain how much better the challenger is: negative when it is worse, whether greater or smaller values are better; null without a champion
 * @param undefinedRounds bootstrap rounds that left the metric of either model undefined; they are not in the intervals
 */
public record Measured(
        Metric metric,
        boolean greaterIsBetter,
        @Nullable Interval champion,
        Interval challenger,
        @Nullable Interval gain,
        int undefinedRounds) {}
