package io.mendflow.runbook;

/**
 * What is wrong with a runbook file.
 *
 * @param file as Mendflow found it: {@code runbooks/…} on the class path, else a path
 * @param line counted from 1; 0 when it is about the whole file
 * @param reason a sentence that also says what stays in service
 */
public record Problem(String file, int line, String reason) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + reason;
    }
}
