package io.mendflow.connector.training;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * All processes of a training: what descends from the one that runs it and, on Linux, what has its folder in the environment, as a child has whose
 * parent is gone.
 */
final class ProcessTree {

    /** Environment variable that a training and all its children have. */
    static final String MARK = "MENDFLOW_TRAINING_FOLDER";

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long LOOK_AGAIN_MILLIS = 200;

    private final Folder folder;

    ProcessTree(Folder folder) {
        this.folder = folder;
    }

    /**
     * Ends them all, and what they start meanwhile.
     *
     * @return ids of those that do not end
     */
    List<Long> end() throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        Set<ProcessHandle> left = find();
        while (!left.isEmpty() && System.nanoTime() - until < 0) {
            left.forEach(ProcessHandle::destroyForcibly);
            awaitEnd(left);
            left = find();
        }
        return left.stream().map(ProcessHandle::pid).sorted().toList();
    }

    private Set<ProcessHandle> find() throws IOException {
        Optional<ProcessHandle> root = folder.process();
        String mark = "\0" + MARK + "=" + folder.path() + "\0";
        Set<ProcessHandle> found = ProcessHandle.allProcesses()
                .filter(process -> environment(process).contains(mark))
                .collect(Collectors.toCollection(HashSet::new));
        root.ifPresent(process -> Stream.concat(Stream.of(process), process.descendants())
                // One that has ended and was not waited for has no command line any more.
                .filter(living -> living.info().commandLine().isPresent())
                .forEach(found::add));
        found.remove(ProcessHandle.current());
        return found;
    }

    private static String environment(ProcessHandle process) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc", Long.toString(process.pid()), "environ"));
            return "\0" + new String(bytes, Charset.defaultCharset());
        } catch (IOException e) {
            // Gone, somebody else's, or a system without such files.
            return "";
        }
    }

    private static void awaitEnd(Set<ProcessHandle> processes) {
        var all = CompletableFuture.allOf(
                processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
        try {
            all.get(LOOK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            // Looked for again.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Expected to see the processes of a training end, but was interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
