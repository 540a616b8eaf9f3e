package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.connector.Fence;
import io.mendflow.connector.Secrets;
import io.mendflow.runbook.PartFailed.Done;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.camunda.bpm.engine.ProcessEngineException;
import org.codehaus.groovy.runtime.typehandling.DefaultTypeTransformation;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Runs one closure of a runbook: gives it inputs, outputs, log and verbs, keeps to its time, and masks what comes out. */
@Component
class PartRunner {

    private final Verbs verbs;
    private final Secrets secrets;
    private final Clock clock;

    PartRunner(Verbs verbs, Secrets secrets, Clock clock) {
        this.verbs = verbs;
        this.secrets = secrets;
        this.clock = clock;
    }

    /**
     * Runs it, and notes what it does through its ports.
     *
     * @param outputs of earlier parts
     * @param within how long it may take; null means as long as it takes
     * @throws PartFailed when it throws or its time is over
     * @throws ProcessEngineException when the service is being stopped; nothing is known then
     */
    Done run(Acting acting, Map<String, Object> outputs, Closure<?> body, @Nullable Duration within) throws PartFailed {
        return runRecorded(acting, new OutputValues(outputs), body, within);
    }

    /** As {@link #run}, before its time: it fails when it asks for an output that no part has noted yet. */
    Done runEarly(Acting acting, Map<String, Object> outputs, Closure<?> body, Duration within) throws PartFailed {
        return runRecorded(acting, new EarlyOutputs(outputs), body, within);
    }

    /** As {@link #run}, with these verbs, and nothing noted of them. */
    Done run(
            Acting acting,
            Map<String, Object> outputs,
            Closure<?> body,
            @Nullable Duration within,
            Map<String, Object> verbs)
            throws PartFailed {
        Mask mask = mask(acting);
        return run(acting, new OutputValues(outputs), body, within, verbs, mask, new Calls(mask, clock));
    }

    private Done runRecorded(Acting acting, OutputValues noted, Closure<?> body, @Nullable Duration within)
            throws PartFailed {
        Mask mask = mask(acting);
        var calls = new Calls(mask, clock);
        return run(acting, noted, body, within, verbs.recorded(calls), mask, calls);
    }

    private Done run(
            Acting acting,
            OutputValues noted,
            Closure<?> body,
            @Nullable Duration within,
            Map<String, Object> verbs,
            Mask mask,
            Calls calls)
            throws PartFailed {
        var log = new StepLog();
        var inputs = new InputValues(acting.runbook(), acting.run().inputs(), this::secret);
        Closure<?> own = own(body, new PartScope(inputs, noted, log, sayable(acting, verbs)));
        Callable<Given> work = underItsFence(acting, () -> Given.of(own.call()));
        String where = acting.scriptName();
        long began = clock.millis();
        try {
            Given given = within == null ? work.call() : inTime(work, within, where, calls);
            return new Done(
                    given.truth(),
                    given.measured(),
                    noted.added(mask),
                    mask.text(log.text()),
                    calls.kept(),
                    took(began));
        } catch (Overdue e) {
            throw new PartFailed("it did not end within " + within, soFar(noted, mask, log, calls, took(began)), true);
        } catch (Exception | AssertionError | LinkageError | StackOverflowError e) {
            requireNotStopping(e);
            String message = OutputValues.cut(mask.text(located(e, where)));
            throw new PartFailed(message, soFar(noted, mask, log, calls, took(began)), false);
        }
    }

    private static Done soFar(OutputValues noted, Mask mask, StepLog log, Calls calls, long tookMs) {
        return new Done(false, null, noted.added(mask), mask.text(log.text()), calls.kept(), tookMs);
    }

    private long took(long began) {
        return clock.millis() - began;
    }

    /** In whichever thread it is done: connectors ask for the fence of their own. */
    private static <T> Callable<T> underItsFence(Acting acting, Callable<T> work) {
        Fence fence = acting.fence();
        return fence == null ? work : () -> fence.during(work);
    }

    /** Evaluates a closure that sees the inputs alone, of secrets only the names. */
    static @Nullable Object evaluate(Definition runbook, Map<String, Object> inputs, Closure<?> body) {
        var values = new InputValues(runbook, inputs, name -> name);
        return own(body, new PartScope(values, Map.of(), new StepLog(), Map.of()))
                .call();
    }

    /** Evaluates a closure that also sees the outputs and the items at hand, but no verbs. */
    static @Nullable Object evaluate(Acting acting, Map<String, Object> outputs, Closure<?> body) {
        var values = new InputValues(acting.runbook(), acting.run().inputs(), name -> name);
        return own(body, new PartScope(values, new OutputValues(outputs), new StepLog(), acting.items()))
                .call();
    }

    /** A message with the line of the runbook's file, if it was thrown there. */
    static String located(Throwable thrown, String scriptName) {
        int line = Lines.of(thrown, scriptName);
        String message = thrown.getMessage() == null ? thrown.getClass().getSimpleName() : thrown.getMessage();
        return line == 0 ? message : "%s:%d: %s".formatted(scriptName, line, message);
    }

    /** Closures are shared by all runs of a version, so each run gets its own copy. */
    private static Closure<?> own(Closure<?> body, PartScope scope) {
        var own = (Closure<?>) body.clone();
        own.setDelegate(scope);
        own.setResolveStrategy(Closure.DELEGATE_ONLY);
        return own;
    }

    /** The verbs, and the items at hand. */
    private static Map<String, Object> sayable(Acting acting, Map<String, Object> verbs) {
        if (acting.items().isEmpty()) {
            return verbs;
        }
        var all = new HashMap<>(verbs);
        all.putAll(acting.items());
        return all;
    }

    Mask mask(Acting acting) {
        var mask = new Mask();
        hideSecrets(acting, mask);
        return mask;
    }

    /** Adds the secrets of a run to what is hidden. */
    void hideSecrets(Acting acting, Mask mask) {
        acting.runbook().inputs().stream()
                .filter(input -> input.type() == InputType.SECRET)
                .map(input -> acting.run().inputs().get(input.name()))
                .filter(String.class::isInstance)
                .forEach(name -> secrets.find((String) name).ifPresent(mask::hide));
    }

    private String secret(String name) {
        return secrets.find(name)
                .orElseThrow(() -> new IllegalStateException("secret '" + name + "' is no longer set"));
    }

    private static <T> T inTime(Callable<T> work, Duration within, String name, Calls calls) throws Exception {
        var task = new FutureTask<>(work);
        Thread thread = new Thread(task, "runbook " + name);
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            calls.close();
            task.cancel(true);
            throw new Overdue();
        } catch (InterruptedException e) {
            calls.close();
            task.cancel(true);
            throw e;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception cause) {
                throw cause;
            }
            throw (Error) e.getCause();
        }
    }

    private static void requireNotStopping(Throwable thrown) {
        if (thrown instanceof InterruptedException || Thread.currentThread().isInterrupted()) {
            Thread.currentThread().interrupt();
            throw new ProcessEngineException("The service is being stopped in the middle of a step");
        }
    }

    /** What a part gave: how Groovy sees it as a condition, and as a number. */
    private record Given(boolean truth, @Nullable Measured measured) {

        static Given of(@Nullable Object given) {
            return new Given(DefaultTypeTransformation.castToBoolean(given), Measured.of(given));
        }
    }

    /** Outputs of a run whose steps have noted nothing yet. */
    private static final class EarlyOutputs extends OutputValues {

        EarlyOutputs(Map<String, Object> before) {
            super(before);
        }

        @Override
        public @Nullable Object get(Object name) {
            if (!containsKey(name)) {
                throw new IllegalStateException("it asks for outputs.%s, which no step has noted yet".formatted(name));
            }
            return super.get(name);
        }
    }

    private static final class Overdue extends Exception {

        private static final long serialVersionUID = 1L;
    }
}
