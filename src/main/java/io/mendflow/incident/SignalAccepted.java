package io.mendflow.incident;

/** A signal was taken in, whatever it means for incidents. Published in the same transaction. */
public record SignalAccepted(Signal signal) {}
