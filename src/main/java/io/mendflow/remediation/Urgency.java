package io.mendflow.remediation;

import io.mendflow.incident.Signal.Severity;

/** Priority of jobs and tasks: a P1 is worked before a P4. Any number fits Camunda; higher is sooner. */
final class Urgency {

    private Urgency() {}

    static int of(Severity severity) {
        return switch (severity) {
            case CRITICAL -> 100;
            case ERROR -> 75;
            case WARNING -> 50;
            case INFO -> 25;
        };
    }

    /** @param priority as triage decides: P1 to P4 */
    static int of(String priority) {
        return switch (priority) {
            case "P1" -> 100;
            case "P2" -> 75;
            case "P3" -> 50;
            default -> 25;
        };
    }
}
