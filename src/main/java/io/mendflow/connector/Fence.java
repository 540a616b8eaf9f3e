package io.mendflow.connector;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * The right to act on a target, while a step acts: systems that can compare numbers refuse a lower one than they have seen, so a run that has lost
 * its lease without knowing cannot act after its successor (Kleppmann, "How to do distributed locking", 2016).
 *
 * @param run id of the run that holds the lease
 * @param number grows with each lease on the target
 */
public record Fence(String run, long number) {

    private static final ThreadLocal<Fence> CURRENT = new ThreadLocal<>();

    /** The fence of the step that this thread works on; none outside steps and where nothing is leased. */
    public static Optional<Fence> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /** This fence as environment variables of a process that acts: {@code MENDFLOW_RUN} and {@code MENDFLOW_FENCE}. */
    public Map<String, String> variables() {
        return Map.of("MENDFLOW_RUN", run, "MENDFLOW_FENCE", Long.toString(number));
    }

    /** Does the work with this fence as the thread's current one. */
    public <T> T during(Callable<T> work) throws Exception {
        Fence before = CURRENT.get();
        CURRENT.set(this);
        try {
            return work.call();
        } finally {
            if (before == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(before);
            }
        }
    }
}
