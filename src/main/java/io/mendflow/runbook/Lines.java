package io.mendflow.runbook;

import java.util.Arrays;

/** Finds where in a runbook file something was thrown. */
final class Lines {

    private Lines() {}

    /** The line; 0 when it was thrown elsewhere. */
    static int of(Throwable thrown, String scriptName) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            int line = Arrays.stream(cause.getStackTrace())
                    .filter(frame -> scriptName.equals(frame.getFileName()))
                    .mapToInt(StackTraceElement::getLineNumber)
                    .filter(number -> number > 0)
                    .findFirst()
                    .orElse(0);
            if (line > 0) {
                return line;
            }
        }
        return 0;
    }
}
