package io.mendflow.incident;

/** An incident's signals went to another one, and it is closed. Published in the transaction that does so. */
public record IncidentMerged(String key, String into, String resolution) {}
