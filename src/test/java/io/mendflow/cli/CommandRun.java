package io.mendflow.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** A command as a shell sees it: exit code and what it prints. */
public record CommandRun(int exitCode, String out, String err) {

    public static CommandRun of(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int exitCode = Commands.line(new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(arguments);
        return new CommandRun(exitCode, out.toString(), err.toString());
    }
}
