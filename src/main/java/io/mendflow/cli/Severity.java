package io.mendflow.cli;

/** How bad a finding is. */
enum Severity {
    /** It does not work, or not as it is meant. */
    ERROR,
    /** It works, until it is needed most. */
    WARNING,
    /** Worth a thought. */
    INFO;

    String text() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
