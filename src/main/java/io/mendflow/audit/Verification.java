package io.mendflow.audit;

import org.jspecify.annotations.Nullable;

/**
 * What recomputing the chain found.
 *
 * @param entries entries that hold, counted from the first
 * @param pending entries committed and not chained yet; milliseconds old in a healthy service
 * @param head hash of the last entry that holds
 * @param brokenAt the first position that does not hold; null when all do
 * @param reason why, in a sentence; null when all hold
 */
public record Verification(
        boolean intact, long entries, long pending, String head, @Nullable Long brokenAt, @Nullable String reason) {}
