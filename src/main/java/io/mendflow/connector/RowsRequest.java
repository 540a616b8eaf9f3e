package io.mendflow.connector;

import java.time.Duration;

/**
 * What is asked of the route {@code database-rows}.
 *
 * @param database its name in the settings
 * @param sql one query without parameters
 * @param within how long the query, with the reading of all its rows, may take
 * @param sink that takes the rows
 */
public record RowsRequest(String database, String sql, Duration within, RowSink sink) {}
