package io.mendflow.connector;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/**
 * The machine that Mendflow runs on. Who does the work are the routes {@code host.local.*}.
 *
 * <p>Nothing may be run or ended unless {@code mendflow.host.local.allowed-commands} allows its command line. A command is a list of arguments,
 * or a text that is split into one: words are separated by blanks; {@code '…'} keeps everything as it is; in {@code "…"} and outside quotes a
 * backslash keeps the next character. Nothing else is special: there is no shell, and no variables, globs or pipes.
 */
@Component
public class LocalHost implements Port {

    private static final Duration DEADLINE = Duration.ofMinutes(1);

    private final Calls calls;

    LocalHost(Calls calls) {
        this.calls = calls;
    }

    /**
     * Starts a process that goes on when Mendflow ends. What it prints goes to a file under {@code mendflow.home}.
     *
     * @param command text or list of arguments
     * @throws NotAllowed when the settings do not allow it
     */
    @Effect(undo = "kill")
    public StartedProcess start(Object command) {
        return calls.ask("host.local.start", Map.of("command", command), StartedProcess.class);
    }

    /** Runs a command to its end, for at most a minute. */
    @Effect
    public FinishedProcess run(Object command) {
        return run(command, DEADLINE);
    }

    /**
     * Runs a command to its end. One that exceeds the deadline is killed, with its children.
     *
     * @param deadline a {@link Duration}, or text such as {@code PT10S}
     * @throws NotAllowed when the settings do not allow it
     */
    @Effect
    public FinishedProcess run(Object command, Object deadline) {
        return calls.ask(
                "host.local.run", Map.of("command", command, "deadline", duration(deadline)), FinishedProcess.class);
    }

    /** Runs a command that only looks, for at most a minute. */
    @Read
    public FinishedProcess read(Object command) {
        return read(command, DEADLINE);
    }

    /**
     * Runs a command that only looks. One that exceeds the deadline is killed, with its children.
     *
     * @param deadline a {@link Duration}, or text such as {@code PT10S}
     * @throws NotAllowed when {@code mendflow.host.local.allowed-reads} does not allow it, whatever else is allowed
     */
    @Read
    public FinishedProcess read(Object command, Object deadline) {
        return calls.ask(
                "host.local.read", Map.of("command", command, "deadline", duration(deadline)), FinishedProcess.class);
    }

    /**
     * Asks a process to end (TERM), and makes it end (KILL) when it has not after ten seconds.
     *
     * @return true when it is gone, also when it was not there; false when it would not go
     * @throws NotAllowed when its command line is not allowed, or it is Mendflow itself
     */
    @Effect
    public boolean kill(long pid) {
        return calls.ask("host.local.kill", Map.of("pid", pid), Boolean.class);
    }

    /**
     * The processes whose command line begins with that command, word by word; oldest first.
     *
     * <p>The program is the same one when it is written the same, or when it is the same file. A script is found by its own name, without its
     * interpreter.
     */
    @Read
    public List<RunningProcess> find(Object command) {
        List<?> found = calls.ask("host.local.find", Map.of("command", command), List.class);
        return found.stream().map(RunningProcess.class::cast).toList();
    }

    @Read
    public boolean alive(long pid) {
        return calls.ask("host.local.alive", Map.of("pid", pid), Boolean.class);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "host/local";
    }

    /** A {@link Duration}, or one written as text. */
    static Duration duration(Object deadline) {
        return deadline instanceof Duration given ? given : Duration.parse(deadline.toString());
    }
}
