package io.mendflow.runbook;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Every attempt at a part of a run. Beginning and end are each committed in a transaction of their own, so that they stand whatever becomes of the
 * engine's: an attempt that is found unfinished was cut off.
 */
@Component
class Attempts {

    /** Tells the transaction manager that the commit must have reached the disk when it returns. */
    private static final String DURABLE = "durable";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate apart;
    private final TransactionTemplate durably;

    Attempts(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        this.durably = new TransactionTemplate(transactions, apart);
        this.durably.setName(DURABLE);
    }

    Optional<RunStep> latest(Run run, StepKind kind, String step) {
        return jdbc.sql(
                        "select * from run_step where run_id = ? and kind = ? and step = ? order by attempt desc limit 1")
                .params(List.of(Rows.number(run.id()), kind.text(), step))
                .query(Rows::step)
                .optional();
    }

    List<RunStep> of(Run run) {
        return jdbc.sql("select * from run_step where run_id = ? order by id")
                .param(Rows.number(run.id()))
                .query(Rows::step)
                .list();
    }

    /** What all finished parts of the run have noted, later ones over earlier ones. */
    Map<String, Object> outputs(Run run) {
        var all = new LinkedHashMap<String, Object>();
        of(run).stream()
                .filter(step -> step.state() == StepState.SUCCEEDED)
                .forEach(step -> all.putAll(step.outputs()));
        return all;
    }

    /** Commits that an attempt begins, for good; two nodes cannot begin the same one. */
    void begin(Run run, StepKind kind, String step, int attempt) {
        durably.executeWithoutResult(status -> begun(run, kind, step, attempt));
    }

    /** As {@link #begin}, of what is safe to do again: after a crash this attempt may not have been. */
    void beginRepeatable(Run run, StepKind kind, String step, int attempt) {
        apart.executeWithoutResult(status -> begun(run, kind, step, attempt));
    }

    private void begun(Run run, StepKind kind, String step, int attempt) {
        add(run, kind, step, attempt, StepState.RUNNING);
        say(run, kind, step, attempt, StepState.RUNNING, null);
    }

    /** Commits how an attempt ended, for good. */
    void end(
            Run run,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        durably.executeWithoutResult(status -> ended(run, kind, step, attempt, state, done, error));
    }

    /** As {@link #end}, of what is safe to do again. */
    void endRepeatable(
            Run run,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        apart.executeWithoutResult(status -> ended(run, kind, step, attempt, state, done, error));
    }

    private void ended(
            Run run,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        write(run, kind, step, attempt, state, done, error);
        say(run, kind, step, attempt, state, error);
    }

    /** Changes the state of an attempt, in a transaction of its own. */
    void mark(Run run, StepKind kind, RunStep attempt, StepState state, String error) {
        apart.executeWithoutResult(status -> decide(run, kind, attempt, state, error));
    }

    /** Changes the state of an attempt in the caller's transaction. */
    void decide(Run run, StepKind kind, RunStep attempt, StepState state, String error) {
        jdbc.sql(
                        "update run_step set state = ?, error = ?, ended_at = ? where run_id = ? and kind = ? and step = ? and attempt = ?")
                .params(List.of(
                        state.text(),
                        OutputValues.cut(error),
                        Rows.at(clock.instant()),
                        Rows.number(run.id()),
                        kind.text(),
                        attempt.step(),
                        attempt.attempt()))
                .update();
        say(run, kind, attempt.step(), attempt.attempt(), state, error);
    }

    /** Notes one more check of a verification, in the caller's transaction, since it changes nothing outside. */
    void checked(
            Run run,
            String step,
            @Nullable RunStep before,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        int checks = before == null ? 1 : before.attempt() + 1;
        if (before == null) {
            add(run, StepKind.VERIFICATION, step, checks, state);
        } else {
            jdbc.sql("update run_step set attempt = ? where run_id = ? and kind = ? and step = ?")
                    .params(List.of(checks, Rows.number(run.id()), StepKind.VERIFICATION.text(), step))
                    .update();
        }
        write(run, StepKind.VERIFICATION, step, checks, state, done, error);
        boolean news = before == null || before.state() != state || (before.error() == null) != (error == null);
        if (news) {
            say(run, StepKind.VERIFICATION, step, checks, state, error);
        }
    }

    private void add(Run run, StepKind kind, String step, int attempt, StepState state) {
        jdbc.sql(
                        """
                        insert into run_step (run_id, step, kind, attempt, state, started_at, outputs, log)
                        values (?, ?, ?, ?, ?, ?, '{}', '')""")
                .params(List.of(
                        Rows.number(run.id()), step, kind.text(), attempt, state.text(), Rows.at(clock.instant())))
                .update();
    }

    private void write(
            Run run,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        jdbc.sql(
                        """
                        update run_step set state = ?, ended_at = ?, outputs = ?, error = ?, log = ?
                        where run_id = ? and kind = ? and step = ? and attempt = ?""")
                .param(state.text())
                .param(state == StepState.RUNNING ? null : Rows.at(clock.instant()))
                .param(Json.write(done.outputs()))
                .param(error == null ? null : OutputValues.cut(error))
                .param(done.log())
                .param(Rows.number(run.id()))
                .param(kind.text())
                .param(step)
                .param(attempt)
                .update();
    }

    private void say(Run run, StepKind kind, String step, int attempt, StepState state, @Nullable String error) {
        String text = "%s '%s'%s: %s%s"
                .formatted(
                        kind.text().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                                + kind.text().substring(1),
                        step,
                        kind == StepKind.STEP && attempt > 1 ? ", try " + attempt : "",
                        spoken(kind, state),
                        error == null ? "" : ": " + error);
        events.publishEvent(new StepChanged(run.id(), run.incidentKey(), step, kind, attempt, state, text));
    }

    private static String spoken(StepKind kind, StepState state) {
        boolean check = kind == StepKind.PRECONDITION || kind == StepKind.VERIFICATION;
        return switch (state) {
            case RUNNING -> check ? "checking" : "begun";
            case SUCCEEDED -> check ? "holds" : "done";
            case DOES_NOT_HOLD -> "does not hold";
            case FAILED -> "failed";
            case ABANDONED -> "was found unfinished";
            case OUTCOME_UNKNOWN -> "outcome unknown";
            case HAPPENED -> "happened";
            case DID_NOT_HAPPEN -> "did not happen";
        };
    }
}
