package io.mendflow.connector;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the replication of a PostgreSQL server stands, seen from that server.
 *
 * @param standby true when it follows another one, false when it takes writes
 * @param streaming of a standby: whether it is connected to the one that it follows
 * @param lagBytes of a standby: what it has received and not replayed; null on one that takes writes
 * @param lagSeconds of a standby: age of the last transaction that it replayed, which also grows while nobody writes; null when there was none
 * @param standbys those that follow it
 */
public record Replication(
        boolean standby,
        boolean streaming,
        @Nullable Long lagBytes,
        @Nullable Double lagSeconds,
        List<Standby> standbys) {

    public Replication {
        standbys = List.copyOf(standbys);
    }

    /**
     * A server that follows.
     *
     * @param lagBytes what was written and it has not replayed
     * @param lagSeconds how long its replay takes; null while nothing is written
     */
    public record Standby(
            String application, String client, String state, String sync, long lagBytes, @Nullable Double lagSeconds) {}
}
