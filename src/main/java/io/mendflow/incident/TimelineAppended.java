package io.mendflow.incident;

import java.time.Instant;

/** A line was added to an incident's timeline. Published in the same transaction. */
public record TimelineAppended(String key, Instant at, String kind, String text) {}
