package io.mendflow.runbook;

/** A person wants a run stopped. */
record Cancellation(String by, String reason) {

    String sentence() {
        return "cancelled by %s: %s".formatted(by, reason);
    }
}
