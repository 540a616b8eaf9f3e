package io.mendflow.incident;

/** A signal fires again in an incident that was clear. Published in the same transaction. */
public record SignalsFiring(String key) {}
