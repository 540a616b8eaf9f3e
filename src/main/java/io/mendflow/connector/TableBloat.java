package io.mendflow.connector;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How much of a PostgreSQL table is dead, as its statistics say.
 *
 * @param deadRatio dead rows among all, from 0 to 1
 * @param bytes on disk, with indexes
 * @param vacuumed the last time, by a person or by autovacuum; null for never
 */
public record TableBloat(
        String table, long liveTuples, long deadTuples, double deadRatio, long bytes, @Nullable Instant vacuumed) {}
