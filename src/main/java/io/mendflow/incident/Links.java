package io.mendflow.incident;

import org.jspecify.annotations.Nullable;

/**
 * Other incidents that one has to do with, by key.
 *
 * @param follows the resolved one that had the same alert before
 * @param mergedInto the one that has its signals now
 * @param splitFrom the one that had its signals before
 */
public record Links(@Nullable String follows, @Nullable String mergedInto, @Nullable String splitFrom) {}
