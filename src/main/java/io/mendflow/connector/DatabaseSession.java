package io.mendflow.connector;

import java.time.Duration;

/**
 * A client's session on a PostgreSQL database.
 *
 * @param pid of its backend
 * @param state such as {@code active} or {@code idle in transaction}
 * @param since how long its query runs, or how long it has been idle
 * @param query the one that runs, or the last one; at most its first 500 characters
 */
public record DatabaseSession(
        long pid, String user, String application, String client, String state, Duration since, String query) {}
