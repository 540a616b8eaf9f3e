package io.mendflow.connector.training;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.Fence;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.Training;
import io.mendflow.connector.TrainingRequest;
import io.mendflow.connector.TrainingState;
import io.mendflow.connector.training.CommandSettings.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Has trainings done by command lines of this machine: the bean behind the routes {@code trainer.command.*}. */
@Component("commandTrainings")
class Trainings {

    private static final List<String> OWN_SETTINGS = List.of("MENDFLOW_", "SPRING_", "CAMUNDA_");
    /** From the moment that it is asked for until its process has said its id. */
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);

    private static final String LOST = "lost";
    private static final String NEVER = "never started";
    private static final String CANCELLED = "cancelled";
    private static final String OVERDUE = "overdue ";

    private final CommandSettings settings;
    private final Secrets secrets;
    private final Path trainings;
    private final Clock clock;

    Trainings(CommandSettings settings, Secrets secrets, @Value("${mendflow.home:.mendflow}") Path home, Clock clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.trainings = home.resolve("trainings");
        this.clock = clock;
    }

    /** Starts it, unless that was done; done again after a crash, it goes on from there. */
    public Training start(Map<String, Object> body) throws InterruptedException {
        TrainingRequest request = TrainingRequest.of("command", body);
        Command trainer = settings.require(request.name());
        CommandLine command = trainer.line(request.task());
        if (command == null) {
            throw new IllegalArgumentException(
                    "Expected mendflow.trainer.command.%s.%s to say how it is done, but it is not set"
                            .formatted(request.name(), request.task()));
        }
        Map<String, String> variables = variables(request, trainer);
        try {
            Folder folder = folder(request);
            folder.claim(request, command, trainer.directory());
            if (folder.pid().isEmpty() && folder.outcome().isEmpty()) {
                folder.touch(clock.instant());
                launch(folder, variables);
            }
            return look(request, folder);
        } catch (IOException e) {
            throw failed("start", request, e);
        }
    }

    public Training look(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of("command", body);
        try {
            Folder folder = folder(request);
            return folder.exists()
                    ? look(request, folder)
                    : new Training(request.id(), TrainingState.UNKNOWN, "It was not started on this machine", null);
        } catch (IOException e) {
            throw failed("look at", request, e);
        }
    }

    public Training cancel(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of("command", body);
        try {
            Folder folder = folder(request);
            if (folder.exists() && !look(request, folder).state().isEnded()) {
                folder.settle(CANCELLED);
            }
        } catch (IOException e) {
            throw failed("cancel", request, e);
        }
        return look(body);
    }

    public String logs(Map<String, Object> body) {
        TrainingRequest request = TrainingRequest.of("command", body);
        int lines = ((Number) body.getOrDefault("lines", 100)).intValue();
        try {
            return new Log(folder(request).log()).tail(lines);
        } catch (IOException e) {
            throw failed("read the log of", request, e);
        }
    }

    private Training look(TrainingRequest request, Folder folder) throws IOException {
        // In this order: a process that ends writes its outcome first.
        Optional<ProcessHandle> process = folder.process();
        String outcome = folder.outcome().orElse(null);
        if (outcome == null) {
            String verdict = verdict(request, folder, process.isPresent());
            if (verdict == null) {
                return process.isPresent()
                        ? training(request, folder, TrainingState.RUNNING, null)
                        : training(request, folder, TrainingState.PENDING, "It is being started");
            }
            outcome = folder.settle(verdict);
        }
        return ended(request, folder, outcome);
    }

    /** How it ended if it has to be said by somebody else than its own process; null when it goes on. */
    private @Nullable String verdict(TrainingRequest request, Folder folder, boolean running) throws IOException {
        Duration age = Duration.between(folder.started(), clock.instant());
        boolean begun = folder.pid().isPresent();
        if (!running && begun) {
            return LOST;
        }
        if (!running && age.compareTo(START_PATIENCE) > 0) {
            return NEVER;
        }
        return age.compareTo(request.deadline()) > 0 ? OVERDUE + request.deadline() : null;
    }

    private Training ended(TrainingRequest request, Folder folder, String outcome) throws IOException {
        if (outcome.matches("\\d{1,3}")) {
            return outcome.equals("0")
                    ? training(request, folder, TrainingState.SUCCEEDED, null)
                    : training(
                            request,
                            folder,
                            TrainingState.FAILED,
                            "It ended with exit code " + outcome + lastLine(folder));
        }
        List<Long> left = new ProcessTree(folder).end();
        String rest = left.isEmpty() ? "" : "; its processes %s do not end".formatted(left);
        if (outcome.equals(CANCELLED)) {
            return training(request, folder, TrainingState.CANCELLED, "It was cancelled" + rest);
        }
        String reason;
        if (outcome.startsWith(OVERDUE)) {
            reason = "It did not end within %s and was made to".formatted(outcome.substring(OVERDUE.length()));
        } else if (outcome.equals(NEVER)) {
            reason = "It was asked for, but no process came of it within %s; start it again with another id"
                    .formatted(START_PATIENCE);
        } else {
            reason = "Its process is gone without an exit code: it was killed, or the machine was restarted";
        }
        return training(request, folder, TrainingState.FAILED, reason + rest + lastLine(folder));
    }

    private static String lastLine(Folder folder) throws IOException {
        String last = new Log(folder.log()).lastLine();
        return last.isEmpty() ? "" : "; its last line: " + last;
    }

    private static Training training(
            TrainingRequest request, Folder folder, TrainingState state, @Nullable String reason) throws IOException {
        return new Training(
                request.id(),
                state,
                reason,
                folder.pid().map(pid -> "process " + pid).orElse(null));
    }

    /** Returns when the process has said its id, or cannot. */
    private static void launch(Folder folder, Map<String, String> variables) throws IOException, InterruptedException {
        Path complaints = folder.path().resolve("start.log");
        var builder = new ProcessBuilder("sh", folder.script().toString())
                .directory(folder.path().toFile())
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(ProcessBuilder.Redirect.appendTo(complaints.toFile()));
        builder.environment().clear();
        builder.environment().putAll(variables);
        builder.environment().put(ProcessTree.MARK, folder.path().toString());
        Process process = builder.start();
        long until = System.nanoTime() + START_PATIENCE.toNanos() / 3;
        while (folder.pid().isEmpty() && System.nanoTime() - until < 0) {
            if (process.waitFor(10, TimeUnit.MILLISECONDS) && folder.pid().isEmpty()) {
                throw new IOException("its shell ended with exit code %d: %s"
                        .formatted(process.exitValue(), new Log(complaints).lastLine()));
            }
        }
    }

    /** Mendflow's own environment without its settings, among which are secrets, and what the training is told. */
    private Map<String, String> variables(TrainingRequest request, Command trainer) {
        var variables = new HashMap<>(System.getenv());
        variables.keySet().removeIf(name -> OWN_SETTINGS.stream().anyMatch(name.toUpperCase(Locale.ROOT)::startsWith));
        variables.putAll(trainer.environment());
        trainer.secrets()
                .forEach((variable, name) -> variables.put(
                        variable,
                        secrets.require(
                                name, "mendflow.trainer.command.%s.secrets.%s".formatted(request.name(), variable))));
        Fence.current().ifPresent(fence -> variables.putAll(fence.variables()));
        variables.putAll(request.variables());
        return variables;
    }

    /** One name for each folder, however the home is written: processes are known by it. */
    private Folder folder(TrainingRequest request) throws IOException {
        return new Folder(Files.createDirectories(trainings).toRealPath().resolve(request.id()));
    }

    private static UncheckedIOException failed(String intent, TrainingRequest request, IOException cause) {
        return new UncheckedIOException(
                "Expected to %s training '%s' of trainer '%s', but: %s"
                        .formatted(
                                intent,
                                request.id(),
                                request.trainer(),
                                Optional.ofNullable(cause.getMessage()).orElse(cause.toString())),
                cause);
    }
}
