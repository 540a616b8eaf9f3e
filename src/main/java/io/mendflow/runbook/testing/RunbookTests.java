package io.mendflow.runbook.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The tests that lie beside the runbooks of a folder, on one engine. */
public final class RunbookTests implements AutoCloseable {

    private final Path folder;
    private @Nullable TestEngine engine;

    public RunbookTests(Path folder) {
        this.folder = folder;
    }

    /**
     * The tests of the folder, by file and place.
     *
     * @param runbooks ids of those wanted; empty means all
     */
    public List<Case> find(Set<String> runbooks) {
        var found = new ArrayList<Case>();
        for (Path path : files()) {
            if (runbooks.isEmpty() || runbooks.contains(TestFile.id(path))) {
                addAll(path, found);
            }
        }
        return found;
    }

    private void addAll(Path path, List<Case> found) {
        try {
            TestFile file = TestFile.read(path);
            for (int i = 0; i < file.names().size(); i++) {
                int number = i;
                found.add(new Case(TestFile.id(path), file.names().get(i), path, () -> file.perform(number, engine())));
            }
        } catch (TestFile.BrokenTestFile e) {
            found.add(new Case(TestFile.id(path), "can be read", path, () -> {
                throw new AssertionError(e.getMessage(), e);
            }));
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(TestFile.ENDING))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Expected a folder of runbooks at " + folder, e);
        }
    }

    private TestEngine engine() {
        if (engine == null) {
            engine = new TestEngine(folder);
        }
        return engine;
    }

    @Override
    public void close() {
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    /**
     * A test of a runbook.
     *
     * @param body throws an {@link AssertionError} when it fails
     */
    public record Case(String runbook, String name, Path file, Runnable body) {

        /** Performs it: what came of it, and how long that took. */
        public Result perform() {
            long began = System.nanoTime();
            String failure = null;
            try {
                body.run();
            } catch (RuntimeException | AssertionError e) {
                failure = String.valueOf(e.getMessage());
            }
            return new Result(this, failure, Duration.ofNanos(System.nanoTime() - began));
        }
    }

    /** What came of a test. @param failure why it failed; null when it did not */
    public record Result(Case test, @Nullable String failure, Duration took) {}
}
