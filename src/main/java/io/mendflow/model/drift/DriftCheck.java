package io.mendflow.model.drift;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compares the columns of two data sets. A few columns are looked at at a time, so the memory is that of a few columns, whatever the number of them.
 * Safe for use from several threads.
 */
public final class DriftCheck {

    private static final int MOST_THREADS = 4;

    private DriftCheck() {}

    /**
     * Looks for drift.
     *
     * @param reference what the model was made with, by column name
     * @param current what it sees now
     * @throws IllegalArgumentException when the settings name a column that neither side has, or a test that does not suit its column
     */
    public static DriftReport compare(
            Map<String, ? extends Column> reference, Map<String, ? extends Column> current, DriftSettings settings) {
        Set<String> names = new LinkedHashSet<>(reference.keySet());
        names.addAll(current.keySet());
        settings.checkNames(names);
        names.removeAll(settings.ignored());
        var checks = new ArrayList<Callable<Finding>>();
        for (String name : names) {
            Column before = reference.get(name);
            Column now = current.get(name);
            checkTest(name, before == null ? now : before, settings);
            checks.add(new ColumnCheck(name, before, now, settings)::find);
        }
        List<Finding> findings = run(checks);
        return DriftReport.of(Judge.of(findings, settings), settings);
    }

    private static void checkTest(String name, Column column, DriftSettings settings) {
        DriftTest test = settings.rule(name).test();
        if (test != null && !test.suits(column)) {
            throw new IllegalArgumentException(
                    "Expected a drift test for column '%s', which is %s, but %s is not for those; choose another or none"
                            .formatted(name, column.type(), test.id()));
        }
    }

    private static List<Finding> run(List<Callable<Finding>> checks) {
        int threads = Math.max(1, Math.min(Math.min(MOST_THREADS, checks.size()), cores()));
        ExecutorService workers = workers(threads);
        try {
            var findings = new ArrayList<Finding>();
            for (Future<Finding> finding : workers.invokeAll(checks)) {
                findings.add(finding.get());
            }
            return findings;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("The drift check was interrupted before all columns were compared", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw new IllegalStateException("The drift check failed", e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private static int cores() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static ExecutorService workers(int threads) {
        var number = new AtomicInteger();
        return Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "mendflow-drift-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }
}
