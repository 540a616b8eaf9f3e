package io.mendflow.connector.ssh;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.Fence;
import io.mendflow.connector.FinishedProcess;
import io.mendflow.connector.Glob;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.ssh.SshSettings.Fencing;
import io.mendflow.connector.ssh.SshSettings.Machine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does what runbooks want of machines, as far as the settings allow it: the bean behind the routes {@code host.ssh.*}. */
@Component("sshHosts")
class SshHosts {

    private final SshSettings settings;
    private final Connections connections;

    SshHosts(SshSettings settings, Connections connections) {
        this.settings = settings;
        this.connections = connections;
    }

    public FinishedProcess run(Map<String, Object> request) {
        return act(request, CommandLine.of(request.get("command")));
    }

    public FinishedProcess read(Map<String, Object> request) {
        return look(request, CommandLine.of(request.get("command")));
    }

    public void upload(Map<String, Object> request) {
        String path = path(request);
        Machine machine = machine(request);
        require("allowed-uploads", machine.allowedUploads(), settings.allowedUploads(), path);
        connections.with(name(request), machine, session -> {
            RemoteFile.write(session, path, String.valueOf(request.get("text")), deadline(request));
            return path;
        });
    }

    public String readFile(Map<String, Object> request) {
        String path = path(request);
        Machine machine = machine(request);
        require("allowed-files", machine.allowedFiles(), settings.allowedFiles(), path);
        return connections.with(name(request), machine, session -> RemoteFile.read(session, path, deadline(request)));
    }

    public List<String> pool(Map<String, Object> request) {
        String pool = String.valueOf(request.get("pool"));
        List<String> names = settings.pools().get(pool);
        if (names == null) {
            throw new IllegalArgumentException("Expected a pool that mendflow.ssh.pools has (%s), got '%s'"
                    .formatted(known(settings.pools()), pool));
        }
        return names;
    }

    FinishedProcess act(Map<String, Object> request, CommandLine command) {
        Machine machine = machine(request);
        require("allowed-commands", machine.allowedCommands(), settings.allowedCommands(), command.text());
        Map<String, String> fence = settings.fence() == Fencing.NONE
                ? Map.of()
                : Fence.current().map(Fence::variables).orElse(Map.of());
        boolean asPrefix = settings.fence() == Fencing.PREFIX;
        var text = new StringBuilder();
        if (asPrefix) {
            fence.forEach((name, value) -> text.append(name)
                    .append('=')
                    .append(CommandLine.of(List.of(value)).shellText())
                    .append(' '));
        }
        text.append(command.shellText());
        return send(request, machine, text.toString(), asPrefix ? Map.of() : fence);
    }

    FinishedProcess look(Map<String, Object> request, CommandLine command) {
        Machine machine = machine(request);
        require("allowed-reads", machine.allowedReads(), settings.allowedReads(), command.text());
        return send(request, machine, command.shellText(), Map.of());
    }

    private FinishedProcess send(
            Map<String, Object> request, Machine machine, String command, Map<String, String> environment) {
        return connections.with(
                name(request), machine, session -> RemoteCommand.run(session, command, environment, deadline(request)));
    }

    private static void require(String setting, @Nullable List<String> own, List<String> ofAll, String wanted) {
        List<String> globs = own == null ? ofAll : own;
        if (globs.stream().map(Glob::ofCommand).noneMatch(glob -> glob.matches(wanted))) {
            throw new NotAllowed(
                    "Expected what mendflow.ssh.%s (or the host's own) allows (%s), got: %s; add a glob for it to that setting, or leave it refused"
                            .formatted(setting, globs.isEmpty() ? "nothing" : String.join(", ", globs), wanted));
        }
    }

    private Machine machine(Map<String, Object> request) {
        Machine machine = settings.hosts().get(name(request));
        if (machine == null) {
            throw new IllegalArgumentException("Expected a machine that mendflow.ssh.hosts has (%s), got '%s'"
                    .formatted(known(settings.hosts()), name(request)));
        }
        return machine;
    }

    private static String known(Map<String, ?> named) {
        return named.isEmpty() ? "none is there" : String.join(", ", new TreeSet<>(named.keySet()));
    }

    /** Absolute and without detours, so that a glob means what it says. */
    private static String path(Map<String, Object> request) {
        String path = String.valueOf(request.get("path"));
        boolean plain = path.matches("(/[^/\\x00]+)+") && !(path + "/").matches(".*/\\.\\.?/.*");
        if (!plain) {
            throw new IllegalArgumentException(
                    "Expected an absolute path of a file, without '.' and '..' in it, got '" + path + "'");
        }
        return path;
    }

    Duration deadline(Map<String, Object> request) {
        return request.get("deadline") instanceof Duration given ? given : settings.deadline();
    }

    private static String name(Map<String, Object> request) {
        return String.valueOf(request.get("host"));
    }
}
