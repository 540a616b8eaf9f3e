package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * One alias from where it is expected to where it shall be.
 *
 * @param alias without the {@code @}
 * @param expected version that it points to now; null when it points to none
 * @param to version to point to; null to take the alias away
 */
public record AliasMove(String alias, @Nullable String expected, @Nullable String to) {}
