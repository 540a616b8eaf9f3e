package io.mendflow.incident;

/** A new incident. Published in the transaction that opens it. */
public record IncidentOpened(String key, Signal.Severity severity, String service, String environment, String title) {}
