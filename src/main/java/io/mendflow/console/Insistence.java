package io.mendflow.console;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import java.time.Duration;
import java.util.function.Supplier;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.springframework.dao.ConcurrencyFailureException;

/**
 * What a person wants of a flow that is at work in the same moment. The engine lets one of the two win and rolls the other back whole; a person
 * who stops something does not want to hear that, so their transaction begins again until it is through.
 *
 * <p>Each try has to be one transaction, and gets its answer from what it finds: what has ended meanwhile is refused as ended.
 */
final class Insistence {

    private static final Retry RETRY = Retry.of(
            "insistence",
            RetryConfig.custom()
                    .maxAttempts(12)
                    .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(
                            Duration.ofMillis(10), 2, 0.5, Duration.ofSeconds(1)))
                    .retryExceptions(OptimisticLockingException.class, ConcurrencyFailureException.class)
                    .build());

    private Insistence() {}

    /** @throws RuntimeException of the last try, after about five seconds */
    static <T> T on(Supplier<T> transaction) {
        return RETRY.executeSupplier(transaction);
    }

    /** Like {@link #on(Supplier)}, for what gives no answer. */
    static void on(Runnable transaction) {
        RETRY.executeRunnable(transaction);
    }
}
