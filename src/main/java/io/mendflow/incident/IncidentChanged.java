package io.mendflow.incident;

/** An incident has moved to another state. Published in the same transaction. */
public record IncidentChanged(String key, State from, State to, String by) {}
