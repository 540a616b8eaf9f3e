package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * A route file that cannot be put in service.
 *
 * @param line where the trouble is, from 1; null when that is not known
 */
public record RouteProblem(String file, @Nullable Integer line, String reason) {}
