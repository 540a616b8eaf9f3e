package io.mendflow.model.compare;

/**
 * Why two models could not be compared.
 *
 * @param where {@code test set}, {@code champion} or {@code challenger}
 * @param verdict fail when the challenger's own answers are broken, else inconclusive
 */
public record Problem(String where, Verdict verdict, String reason) {}
