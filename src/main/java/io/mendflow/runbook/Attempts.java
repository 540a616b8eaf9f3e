package io.mendflow.runbook;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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

    private final JdbcClient jdbc;
    private final Clock clock;
    private final ApplicationEventPublisher events;
    private final TransactionTemplate apart;

    Attempts(JdbcClient jdbc, Clock clock, ApplicationEventPublisher events, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.events = events;
        this.apart = new TransactionTemplate(transactions);
        this.apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    Optional<RunStep> latest(Acting acting, StepKind kind, String step) {
        return jdbc.sql(
                        "select * from run_step where run_id = ? and kind = ? and step = ? and item = ? order by attempt desc limit 1")
                .params(List.of(Rows.number(acting.run().id()), kind.text(), step, acting.item()))
                .query(Rows::step)
                .optional();
    }

    List<RunStep> of(Run run) {
        return jdbc.sql("select * from run_step where run_id = ? order by id")
                .param(Rows.number(run.id()))
                .query(Rows::step)
                .list();
    }

    /** What finished parts of the run have noted, later ones over earlier ones; of the parts for items only what was noted for this one. */
    Map<String, Object> outputs(Acting acting) {
        List<RunStep> all = of(acting.run());
        var outputs = new LinkedHashMap<String, Object>();
        all.stream()
                .filter(step ->
                        step.state() == StepState.SUCCEEDED && step.kind().givesOutputs())
                .filter(step -> Items.sees(acting.item(), step.itemOrNone()))
                .forEach(step -> outputs.putAll(step.outputs()));
        acting.runbook().of(Definition.Each.class).stream()
                .filter(each -> each.into() != null)
                .forEach(each -> gather(acting, each, all, outputs));
        return outputs;
    }

    /** The list that was made for an each. */
    List<?> items(Acting acting, Definition.Each each) {
        return latest(acting, StepKind.LIST, each.name())
                .map(list -> list.outputs().get(Listing.ITEMS))
                .map(List.class::cast)
                .orElseThrow(() -> new IllegalStateException("Expected the items of '%s' of %s to be listed before"
                        .formatted(each.name(), acting.run().id())));
    }

    private static void gather(Acting acting, Definition.Each each, List<RunStep> all, Map<String, Object> outputs) {
        String around = Items.first(acting.item(), acting.runbook().depth(each));
        if (around == null) {
            return;
        }
        Set<String> names = each.inside().map(Definition.Part::name).collect(Collectors.toSet());
        var gathered = new LinkedHashMap<String, Map<String, Object>>();
        for (RunStep step : all) {
            List<String> way = Items.way(step.itemOrNone());
            int depth = Items.way(around).size();
            if (names.contains(step.step())
                    && step.state() == StepState.SUCCEEDED
                    && step.kind().givesOutputs()
                    && way.size() > depth
                    && Items.sees(step.itemOrNone(), around)) {
                gathered.computeIfAbsent(way.get(depth), item -> new LinkedHashMap<>())
                        .putAll(step.outputs());
            }
        }
        outputs.put(each.into(), gathered);
    }

    /** Commits that an attempt begins; two nodes cannot begin the same one. */
    void begin(Acting acting, StepKind kind, String step, int attempt) {
        begin(acting, kind, step, attempt, List.of());
    }

    /**
     * As the other.
     *
     * @param baselines what was read just before; none when it was before
     */
    void begin(Acting acting, StepKind kind, String step, int attempt, List<RunStep> baselines) {
        apart.executeWithoutResult(status -> {
            if (!baselines.isEmpty()) {
                keep(acting.outside(), baselines);
            }
            add(acting, kind, step, attempt, StepState.RUNNING);
            say(acting, kind, step, attempt, StepState.RUNNING, null);
        });
    }

    /** True when a step of the run has begun, or what was before it has been read. */
    boolean hasActed(Run run) {
        return count(run, List.of(StepKind.BASELINE.text(), StepKind.STEP.text())) > 0;
    }

    private long count(Run run, List<String> kinds) {
        return jdbc.sql("select count(*) from run_step where run_id = :run and kind in (:kinds)")
                .param("run", Rows.number(run.id()))
                .param("kinds", kinds)
                .query(Long.class)
                .single();
    }

    /** Where several branches begin at once, what was read first stands. */
    private void keep(Acting acting, List<RunStep> baselines) {
        jdbc.sql("select id from run where id = ? for update")
                .param(Rows.number(acting.run().id()))
                .query(Long.class)
                .single();
        if (count(acting.run(), List.of(StepKind.BASELINE.text())) > 0) {
            return;
        }
        for (RunStep read : baselines) {
            add(acting, read.kind(), read.step(), read.attempt(), read.state(), read.startedAt());
            var kept = new Calls.Kept(read.calls(), read.callsLeftOut());
            var done = new PartFailed.Done(true, null, read.outputs(), read.log(), kept, 0);
            write(
                    acting,
                    read.kind(),
                    read.step(),
                    read.attempt(),
                    read.state(),
                    done,
                    read.error(),
                    new Judgement(null, read.value(), null));
            String measured = read.value() instanceof Number ? "it is " + read.value() : read.error();
            say(acting, read.kind(), read.step(), read.attempt(), read.state(), measured);
        }
    }

    /** Commits how an attempt ended. */
    void end(
            Acting acting,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error) {
        apart.executeWithoutResult(status -> {
            write(acting, kind, step, attempt, state, done, error, Judgement.NONE);
            say(acting, kind, step, attempt, state, error);
        });
    }

    /** Changes the state of an attempt, in a transaction of its own. */
    void mark(Acting acting, StepKind kind, RunStep attempt, StepState state, String error) {
        apart.executeWithoutResult(status -> decide(acting, kind, attempt, state, error));
    }

    /** Changes the state of an attempt in the caller's transaction. */
    void decide(Acting acting, StepKind kind, RunStep attempt, StepState state, String error) {
        jdbc.sql(
                        "update run_step set state = ?, error = ?, ended_at = ? where run_id = ? and kind = ? and step = ? and item = ? and attempt = ?")
                .params(List.of(
                        state.text(),
                        OutputValues.cut(error),
                        Rows.at(clock.instant()),
                        Rows.number(acting.run().id()),
                        kind.text(),
                        attempt.step(),
                        acting.item(),
                        attempt.attempt()))
                .update();
        say(acting, kind, attempt.step(), attempt.attempt(), state, error);
    }

    /** Notes one more check of what is checked again and again, in the caller's transaction, since it changes nothing outside. */
    void checked(
            Acting acting,
            StepKind kind,
            String step,
            @Nullable RunStep before,
            StepState state,
            PartFailed.Done done,
            @Nullable String error,
            Judgement judgement) {
        int checks = before == null ? 1 : before.attempt() + 1;
        if (before == null) {
            add(acting, kind, step, checks, state);
        } else {
            jdbc.sql("update run_step set attempt = ? where run_id = ? and kind = ? and step = ? and item = ?")
                    .params(List.of(checks, Rows.number(acting.run().id()), kind.text(), step, acting.item()))
                    .update();
        }
        write(acting, kind, step, checks, state, done, error, judgement);
        boolean news = before == null || before.state() != state || (before.error() == null) != (error == null);
        if (news) {
            say(acting, kind, step, checks, state, error);
        }
    }

    /** Notes what somebody or something outside has said, in the caller's transaction. */
    void told(
            Acting acting,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            Map<String, Object> outputs,
            String text) {
        add(acting, kind, step, attempt, state);
        write(
                acting,
                kind,
                step,
                attempt,
                state,
                new PartFailed.Done(true, outputs, text + "\n"),
                null,
                Judgement.NONE);
        say(acting, kind, step, attempt, state, text);
    }

    private void add(Acting acting, StepKind kind, String step, int attempt, StepState state) {
        add(acting, kind, step, attempt, state, clock.instant());
    }

    private void add(Acting acting, StepKind kind, String step, int attempt, StepState state, Instant began) {
        jdbc.sql(
                        """
                        insert into run_step (run_id, step, item, kind, attempt, state, started_at, outputs, log)
                        values (?, ?, ?, ?, ?, ?, ?, '{}', '')""")
                .params(List.of(
                        Rows.number(acting.run().id()),
                        step,
                        acting.item(),
                        kind.text(),
                        attempt,
                        state.text(),
                        Rows.at(began)))
                .update();
    }

    private void write(
            Acting acting,
            StepKind kind,
            String step,
            int attempt,
            StepState state,
            PartFailed.Done done,
            @Nullable String error,
            Judgement judgement) {
        jdbc.sql(
                        """
                        update run_step set state = ?, ended_at = ?, outputs = ?, error = ?, log = ?, calls = ?, calls_left_out = ?,
                            verdict = ?, measured = ?, baseline = ?
                        where run_id = ? and kind = ? and step = ? and item = ? and attempt = ?""")
                .param(state.text())
                .param(state == StepState.RUNNING ? null : Rows.at(clock.instant()))
                .param(Json.write(done.outputs()))
                .param(error == null ? null : OutputValues.cut(error))
                .param(done.log())
                .param(Json.write(done.calls().calls()))
                .param(done.calls().leftOut())
                .param(judgement.verdict() == null ? null : judgement.verdict().text())
                .param(judgement.value() == null ? null : Json.write(judgement.value()))
                .param(judgement.baseline() == null ? null : Json.write(judgement.baseline()))
                .param(Rows.number(acting.run().id()))
                .param(kind.text())
                .param(step)
                .param(acting.item())
                .param(attempt)
                .update();
    }

    private void say(Acting acting, StepKind kind, String step, int attempt, StepState state, @Nullable String error) {
        String text = "%s '%s'%s%s: %s%s"
                .formatted(
                        kind.text().substring(0, 1).toUpperCase(java.util.Locale.ROOT)
                                + kind.text().substring(1),
                        step,
                        acting.item().isEmpty() ? "" : " for " + acting.item(),
                        kind == StepKind.STEP && attempt > 1 ? ", try " + attempt : "",
                        spoken(kind, state),
                        error == null ? "" : ": " + error);
        Run run = acting.run();
        events.publishEvent(new StepChanged(run.id(), run.incidentKey(), step, kind, attempt, state, text));
    }

    private static String spoken(StepKind kind, StepState state) {
        return switch (state) {
            case RUNNING -> kind.isCheck() ? "checking" : "begun";
            case SUCCEEDED -> kind == StepKind.APPROVAL ? "approved" : kind.isCheck() ? "holds" : "done";
            case DOES_NOT_HOLD -> "does not hold";
            case FAILED -> "failed";
            case ABANDONED -> "was found unfinished";
            case OUTCOME_UNKNOWN -> "outcome unknown";
            case HAPPENED -> "happened";
            case DID_NOT_HAPPEN -> "did not happen";
            case REJECTED -> "rejected";
            case UNKNOWN -> "unknown";
        };
    }

    /** What a check says of the trouble; nulls where it says nothing. */
    record Judgement(@Nullable Verdict verdict, @Nullable Object value, @Nullable Object baseline) {

        static final Judgement NONE = new Judgement(null, null, null);
    }
}
