package io.mendflow.incident;

/** An incident that was resolved is open again, because an alert of it fires again. Published in the transaction that opens it. */
public record IncidentReopened(String key, Signal.Severity severity) {}
