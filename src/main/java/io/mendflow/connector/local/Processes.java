package io.mendflow.connector.local;

import io.mendflow.connector.CommandLine;
import io.mendflow.connector.Fence;
import io.mendflow.connector.FinishedProcess;
import io.mendflow.connector.Glob;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.RunningProcess;
import io.mendflow.connector.StartedProcess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Starts, runs, finds and ends processes of this machine: the bean behind the routes {@code host.local.*}. */
@Component("localProcesses")
class Processes {

    private static final DateTimeFormatter FILE_TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss.SSS").withZone(ZoneOffset.UTC);

    private static final List<String> OWN_SETTINGS = List.of("MENDFLOW_", "SPRING_", "CAMUNDA_");

    private final LocalSettings settings;
    private final List<Glob> allowed;
    private final List<Glob> reads;
    private final Path folder;
    private final Clock clock;

    Processes(LocalSettings settings, @Value("${mendflow.home:.mendflow}") Path home, Clock clock) {
        this.settings = settings;
        this.allowed = settings.allowedCommands().stream().map(Glob::ofCommand).toList();
        this.reads = settings.allowedReads().stream().map(Glob::ofCommand).toList();
        this.folder = home.resolve("processes");
        this.clock = clock;
    }

    /**
     * Starts a process in a session of its own where the system has {@code setsid}, so that Ctrl-C at Mendflow's terminal is not for it; its
     * process id is the same either way.
     */
    public StartedProcess start(Map<String, Object> request) {
        CommandLine command = allowed(request);
        Path log = log(command);
        var words = new ArrayList<String>();
        Program.file(ProcessTable.SESSION).ifPresent(setsid -> words.add(setsid.toString()));
        words.addAll(command.words());
        ProcessBuilder builder = builder(words, command)
                .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .redirectOutput(log.toFile());
        return new StartedProcess(start(builder, command).pid(), command.text(), log.toString());
    }

    public FinishedProcess run(Map<String, Object> request) throws InterruptedException {
        return run(allowed(request), request);
    }

    public FinishedProcess read(Map<String, Object> request) throws InterruptedException {
        CommandLine command = CommandLine.of(request.get("command"));
        if (!matches(reads, command)) {
            throw notAllowed("allowed-reads", settings.allowedReads(), command.text());
        }
        return run(command, request);
    }

    private static FinishedProcess run(CommandLine command, Map<String, Object> request) throws InterruptedException {
        Duration deadline = (Duration) request.get("deadline");
        long end = System.nanoTime() + deadline.toNanos();
        Process process = start(builder(command.words(), command), command);
        closeInput(process);
        var output = new Output(process.getInputStream());
        boolean ended = process.waitFor(deadline.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
            // The parent first, or it would go on where a child was.
            List<ProcessHandle> children = process.descendants().toList();
            process.destroyForcibly().waitFor(1, TimeUnit.SECONDS);
            children.forEach(ProcessHandle::destroyForcibly);
        }
        // A child that lives on may hold the output open: what it prints after the deadline is nobody's.
        long left = Math.max(100, TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime()));
        String printed = output.within(left);
        return new FinishedProcess(ended ? process.exitValue() : -1, printed, !ended, output.isCut());
    }

    public boolean kill(Map<String, Object> request) {
        long pid = ((Number) request.get("pid")).longValue();
        if (pid == ProcessHandle.current().pid()) {
            throw new NotAllowed("Expected the id of another process, but %d is Mendflow itself".formatted(pid));
        }
        Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
        if (process.isEmpty()) {
            return true;
        }
        Optional<CommandLine> command = ProcessTable.commandLine(process.get());
        if (command.isEmpty() || !isAllowed(command.get())) {
            throw notAllowed(
                    "allowed-commands",
                    settings.allowedCommands(),
                    command.map(CommandLine::text).orElse("of process " + pid));
        }
        process.get().destroy();
        if (gone(process.get(), settings.killGrace())) {
            return true;
        }
        process.get().destroyForcibly();
        return gone(process.get(), Duration.ofSeconds(5));
    }

    public List<RunningProcess> find(Map<String, Object> request) {
        CommandLine command = allowed(request);
        return ProcessHandle.allProcesses()
                .filter(process -> process.pid() != ProcessHandle.current().pid())
                .filter(process -> ProcessTable.startedBy(process, command))
                .sorted(Comparator.comparing(
                        process -> process.info().startInstant().orElse(Instant.EPOCH)))
                .map(process -> new RunningProcess(
                        process.pid(),
                        ProcessTable.commandLine(process).map(CommandLine::text).orElse("")))
                .toList();
    }

    public boolean alive(Map<String, Object> request) {
        return ProcessHandle.of(((Number) request.get("pid")).longValue())
                .map(ProcessHandle::isAlive)
                .orElse(false);
    }

    private CommandLine allowed(Map<String, Object> request) {
        CommandLine command = CommandLine.of(request.get("command"));
        if (!isAllowed(command)) {
            throw notAllowed("allowed-commands", settings.allowedCommands(), command.text());
        }
        return command;
    }

    private boolean isAllowed(CommandLine command) {
        return matches(allowed, command);
    }

    private static boolean matches(List<Glob> globs, CommandLine command) {
        String text = command.text();
        return globs.stream().anyMatch(glob -> glob.matches(text));
    }

    private static NotAllowed notAllowed(String setting, List<String> globs, String command) {
        return new NotAllowed(
                "Expected a command that mendflow.host.local.%s allows (%s), got: %s; add a glob for it to that setting, or leave it refused"
                        .formatted(setting, globs.isEmpty() ? "none is" : String.join(", ", globs), command));
    }

    /** The environment is Mendflow's own without its settings, among which are secrets. */
    private static ProcessBuilder builder(List<String> words, CommandLine command) {
        String program = command.words().get(0);
        if (Program.file(program).isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected a program that exists and may be executed, got '%s'".formatted(program));
        }
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        withoutOwnSettings(builder.environment());
        Fence.current().ifPresent(fence -> builder.environment().putAll(fence.variables()));
        return builder;
    }

    static void withoutOwnSettings(Map<String, String> environment) {
        environment.keySet().removeIf(name -> OWN_SETTINGS.stream()
                .anyMatch(name.toUpperCase(Locale.ROOT)::startsWith));
    }

    private static Process start(ProcessBuilder builder, CommandLine command) {
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to start: " + command.text(), e);
        }
    }

    private Path log(CommandLine command) {
        String program = Path.of(command.words().get(0)).getFileName().toString();
        try {
            Files.createDirectories(folder);
            return Files.createTempFile(folder, program + "-" + FILE_TIME.format(clock.instant()) + "-", ".log");
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write the output of processes to " + folder, e);
        }
    }

    private static void closeInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            // It has ended already.
        }
    }

    private static boolean gone(ProcessHandle process, Duration within) {
        try {
            process.onExit().get(within.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
