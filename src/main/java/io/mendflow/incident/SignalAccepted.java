package io.mendflow.incident;

/**
 * A signal was taken in, whatever it means for incidents. Published in the same transaction.
 *
 * @param receipt of the delivery that it came with
 */
public record SignalAccepted(Signal signal, String receipt) {}
