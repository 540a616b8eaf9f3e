package io.mendflow.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Properties;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the jar can do besides being the service. */
@Command(
        name = "mendflow",
        description = "Runbook automation that closes the loop. Without a command it is the service.",
        synopsisSubcommandLabel = "[COMMAND]",
        subcommands = {
            LintCommand.class,
            PlanCommand.class,
            TestCommand.class,
            DataCommand.class,
            DriftCommand.class,
            VerifyCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Commands.Version.class,
        footer = {
            "",
            "The service takes settings as --name=value, such as --server.port=9090; the README lists them.",
            "Exit codes of every command: 0 all is well, 1 it is not, 2 wrong usage."
        })
public final class Commands implements Runnable {

    @Spec
    private CommandSpec spec;

    Commands() {}

    /** True when the arguments are for a command; the service takes options alone. */
    public static boolean isFor(String[] arguments) {
        return arguments.length > 0 && (!arguments[0].startsWith("-") || isHelp(arguments[0]));
    }

    /** Does what the arguments say. @return the exit code */
    public static int run(String[] arguments) {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.OFF);
        return line(new PrintWriter(System.out, true), new PrintWriter(System.err, true))
                .execute(arguments);
    }

    static CommandLine line(PrintWriter out, PrintWriter err) {
        return new CommandLine(new Commands())
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((thrown, line, parsed) -> {
                    line.getErr().println(thrown.getMessage() == null ? thrown.toString() : thrown.getMessage());
                    return thrown instanceof WrongUsage ? 2 : 1;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Expected a command");
    }

    private static boolean isHelp(String argument) {
        return argument.equals("--help")
                || argument.equals("-h")
                || argument.equals("--version")
                || argument.equals("-V");
    }

    /** Something in the arguments that only the command itself can see. */
    static final class WrongUsage extends RuntimeException {

        private static final long serialVersionUID = 1L;

        WrongUsage(String message) {
            super(message);
        }
    }

    /** The version that the jar was built as. */
    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() throws IOException {
            var build = new Properties();
            try (InputStream file = Commands.class.getResourceAsStream("/META-INF/build-info.properties")) {
                if (file != null) {
                    build.load(file);
                }
            }
            return new String[] {"mendflow " + build.getProperty("build.version", "(not packaged)")};
        }
    }
}
