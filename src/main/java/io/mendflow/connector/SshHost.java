package io.mendflow.connector;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A machine that is reached over SSH. Who does the work are the routes {@code host.ssh.*}.
 *
 * <p>Nothing may be run, written or read unless the settings under {@code mendflow.ssh} allow it. A command is given as for {@link LocalHost}, and
 * reaches the other side's shell in quotes: what is special to shells is plain text there too.
 */
public class SshHost implements Port {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private final Calls calls;
    private final String name;

    SshHost(Calls calls, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Expected the name of a machine as mendflow.ssh.hosts has it (letters, digits, '.', '_', '-'), got '"
                            + name + "'");
        }
        this.calls = calls;
        this.name = name;
    }

    /** Runs a command to its end, for at most {@code mendflow.ssh.deadline}. */
    @Effect
    public FinishedProcess run(Object command) {
        return calls.ask("host.ssh.run", request("command", command), FinishedProcess.class);
    }

    /**
     * Runs a command to its end. One that exceeds the deadline is sent KILL, and its connection is closed.
     *
     * @param deadline a {@link java.time.Duration}, or text such as {@code PT10S}
     * @throws NotAllowed when {@code allowed-commands} does not allow it
     */
    @Effect
    public FinishedProcess run(Object command, Object deadline) {
        return calls.ask("host.ssh.run", request("command", command, deadline), FinishedProcess.class);
    }

    /** Runs a command that only looks, for at most {@code mendflow.ssh.deadline}. */
    @Read
    public FinishedProcess read(Object command) {
        return calls.ask("host.ssh.read", request("command", command), FinishedProcess.class);
    }

    /**
     * Runs a command that only looks.
     *
     * @throws NotAllowed when {@code allowed-reads} does not allow it, whatever else is allowed
     */
    @Read
    public FinishedProcess read(Object command, Object deadline) {
        return calls.ask("host.ssh.read", request("command", command, deadline), FinishedProcess.class);
    }

    /**
     * Writes a text file, in UTF-8; one that is there keeps its owner and mode.
     *
     * @param path absolute
     * @throws NotAllowed when {@code allowed-uploads} does not allow the path
     */
    @Effect
    public void upload(String path, String text) {
        Map<String, Object> request = request("path", path);
        request.put("text", text);
        calls.call("host.ssh.upload", request);
    }

    /**
     * The text of a file of at most 1 MiB.
     *
     * @param path absolute
     * @throws NotAllowed when {@code allowed-files} does not allow the path
     */
    @Read
    public String readFile(String path) {
        return calls.ask("host.ssh.readFile", request("path", path), String.class);
    }

    /** A service of this machine, such as {@code nginx}. */
    @LeadsOn
    public SshService service(String service) {
        return new SshService(calls, name, service);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        String target = "host/" + name;
        boolean file = operation.equals("upload") || operation.equals("readFile");
        return file && !arguments.isEmpty() ? target + "/file" + arguments.get(0) : target;
    }

    private Map<String, Object> request(String key, Object value) {
        var request = new HashMap<String, Object>();
        request.put("host", name);
        request.put(key, value);
        return request;
    }

    private Map<String, Object> request(String key, Object value, Object deadline) {
        Map<String, Object> request = request(key, value);
        request.put("deadline", LocalHost.duration(deadline));
        return request;
    }
}
