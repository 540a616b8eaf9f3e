package io.mendflow.cli;

import java.util.TreeSet;

/** What the rules have found so far in one file. */
final class Findings {

    private final String file;
    private final TreeSet<Finding> all;

    Findings(String file, TreeSet<Finding> all) {
        this.file = file;
        this.all = all;
    }

    void error(int line, String rule, String reason, Object... values) {
        add(line, Severity.ERROR, rule, reason, values);
    }

    void warning(int line, String rule, String reason, Object... values) {
        add(line, Severity.WARNING, rule, reason, values);
    }

    void info(int line, String rule, String reason, Object... values) {
        add(line, Severity.INFO, rule, reason, values);
    }

    private void add(int line, Severity severity, String rule, String reason, Object... values) {
        all.add(new Finding(file, line, severity, rule, values.length == 0 ? reason : reason.formatted(values)));
    }
}
