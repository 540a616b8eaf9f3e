package io.mendflow.incident;

/** The last firing signal of an incident has resolved. Published in the same transaction. */
public record SignalsCleared(String key) {}
