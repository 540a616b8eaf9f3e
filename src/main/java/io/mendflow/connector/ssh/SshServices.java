package io.mendflow.connector.ssh;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.FinishedProcess;
import io.mendflow.connector.ServiceState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Services as systemd has them, by commands: the bean behind the routes {@code host.ssh.service} and {@code host.ssh.service.state}. */
@Component("sshServices")
class SshServices {

    private static final String SHOWN = "--property=LoadState,ActiveState,SubState,MainPID,NRestarts,Result";

    private final SshSettings settings;
    private final SshHosts hosts;

    SshServices(SshSettings settings, SshHosts hosts) {
        this.settings = settings;
        this.hosts = hosts;
    }

    public FinishedProcess act(Map<String, Object> request) {
        String action = String.valueOf(request.get("action"));
        CommandLine command = appended(settings.serviceCommand(), action, request);
        FinishedProcess done = hosts.act(request, command);
        if (!done.isOk()) {
            throw failed(action, request, command, done);
        }
        return done;
    }

    public ServiceState state(Map<String, Object> request) {
        CommandLine command = appended(settings.serviceReadCommand() + " show", SHOWN, request);
        FinishedProcess done = hosts.look(request, command);
        Map<String, String> shown = new HashMap<>();
        done.output()
                .lines()
                .map(line -> line.split("=", 2))
                .filter(pair -> pair.length == 2)
                .forEach(pair -> shown.put(pair[0], pair[1]));
        if (!done.isOk() || !shown.containsKey("ActiveState")) {
            throw failed("look at", request, command, done);
        }
        return new ServiceState(
                shown.getOrDefault("LoadState", ""),
                shown.getOrDefault("ActiveState", ""),
                shown.getOrDefault("SubState", ""),
                number(shown.get("MainPID")),
                number(shown.get("NRestarts")),
                shown.getOrDefault("Result", ""));
    }

    private SshFailed failed(String what, Map<String, Object> request, CommandLine command, FinishedProcess done) {
        String end = done.timedOut()
                ? "was still at it after " + hosts.deadline(request)
                : "ended with exit code " + done.exitCode();
        return new SshFailed(
                "Expected to %s service '%s' on %s, but '%s' %s: %s"
                        .formatted(
                                what,
                                request.get("service"),
                                request.get("host"),
                                command.text(),
                                end,
                                done.output().strip()),
                null);
    }

    private static CommandLine appended(String command, String word, Map<String, Object> request) {
        var all = new ArrayList<>(CommandLine.of(command).words());
        all.addAll(List.of(word, String.valueOf(request.get("service"))));
        return new CommandLine(all);
    }

    private static long number(@Nullable String text) {
        return text != null && text.matches("\\d{1,18}") ? Long.parseLong(text) : 0;
    }
}
