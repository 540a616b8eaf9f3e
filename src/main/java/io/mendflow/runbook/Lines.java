package io.mendflow.runbook;

import java.util.Arrays;

/** Finds where in a runbook file something was thrown. */
final class Lines {

    private Lines() {}

    /** What the classes of a runbook file are called; a prefix keeps words such as {@code long} from being the name of one. */
    static String codeName(String scriptName) {
        return "Runbook_" + scriptName.replaceAll("[^A-Za-z0-9_.-]", "_");
    }

    /** The line; 0 when it was thrown elsewhere. */
    static int of(Throwable thrown, String scriptName) {
        String codeName = codeName(scriptName);
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            int line = Arrays.stream(cause.getStackTrace())
                    .filter(frame -> codeName.equals(frame.getFileName()))
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
