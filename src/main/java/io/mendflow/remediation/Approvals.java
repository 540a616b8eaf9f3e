package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import io.mendflow.remediation.Approval.State;
import io.mendflow.runbook.PersonRefused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.TaskService;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Every approval that was asked for. The pending ones are tasks of the engine too, under the same id. */
@Component
@Transactional
public class Approvals {

    private final JdbcClient jdbc;
    private final TaskService tasks;
    private final AsMendflow engine;
    private final RemediationSettings settings;
    private final Clock clock;

    Approvals(JdbcClient jdbc, TaskService tasks, IdentityService identity, RemediationSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.tasks = tasks;
        this.engine = new AsMendflow(identity);
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Approvals, newest first.
     *
     * @param state only those in it; null means any
     * @param before a number that an earlier page ended with; null means from the newest
     */
    @Transactional(readOnly = true)
    public List<Listed> list(@Nullable State state, @Nullable String incidentKey, @Nullable Long before, int limit) {
        return jdbc.sql(
                        """
                        select * from approval where number < :before and (:anyState or state = :state)
                        and (:anyIncident or incident_key = :incident) order by number desc limit :limit""")
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("anyState", state == null)
                .param("state", state == null ? "" : state.text())
                .param("anyIncident", incidentKey == null)
                .param("incident", incidentKey == null ? "" : incidentKey)
                .param("limit", limit)
                .query((row, n) -> new Listed(row.getLong("number"), approval(row)))
                .list();
    }

    /** Everything that was asked about a run, or about a promotion by its id, in the order it was asked. */
    @Transactional(readOnly = true)
    public List<Approval> ofRun(String runId) {
        return jdbc.sql("select * from approval where run_id = ? order by number")
                .param(runId)
                .query((row, n) -> approval(row))
                .list();
    }

    @Transactional(readOnly = true)
    public Optional<Approval> find(String id) {
        return jdbc.sql("select * from approval where id = ?")
                .param(id)
                .query((row, n) -> approval(row))
                .optional();
    }

    /**
     * Answers an approval, as the form in Tasklist does.
     *
     * @param decision {@code approve} or {@code reject}
     * @throws UnknownApproval when there is none of this id
     * @throws ApprovalRefused when it is answered already, or this person may not answer it
     */
    public Approval decide(String id, String decision, @Nullable String comment, String by) {
        Approval asked = lock(id);
        if (!Set.of("approve", "reject").contains(decision)) {
            throw new IllegalArgumentException("Expected 'decision' to be 'approve' or 'reject', but it is %s"
                    .formatted(decision.isEmpty() ? "missing" : "'" + decision + "'"));
        }
        if (asked.state() != State.PENDING) {
            throw new ApprovalRefused("Expected approval %s to be pending, but it is '%s' since %s; nothing was changed"
                    .formatted(id, asked.state().text(), asked.decidedAt()));
        }
        if (asked.part() == null && decision.equals("approve")) {
            requireAnother(asked, by);
        }
        try {
            engine.run(() -> {
                tasks.setAssignee(id, by);
                tasks.complete(id, Map.of(DECISION, decision, COMMENT, comment == null ? "" : comment));
                return id;
            });
        } catch (ProcessEngineException e) {
            throw refusal(e)
                    .map(why -> (RuntimeException) new ApprovalRefused(why))
                    .orElse(e);
        }
        return find(id).orElseThrow();
    }

    /** The engine wraps what a listener throws. */
    private static Optional<String> refusal(ProcessEngineException thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof PersonRefused) {
                return Optional.of(cause.getMessage());
            }
        }
        return Optional.empty();
    }

    /** Number of approvals that wait. */
    @Transactional(readOnly = true)
    public long pending() {
        return jdbc.sql("select count(*) from approval where state = 'pending'")
                .query(Long.class)
                .single();
    }

    void ask(Approval approval) {
        jdbc.sql(
                        """
                        insert into approval (id, incident_key, run_id, runbook, title, risk, part, needed, place, inputs, requested_by, plan_hash, state,
                            asked_at, due_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?)""")
                .param(approval.id())
                .param(approval.incidentKey())
                .param(approval.runId())
                .param(approval.runbook())
                .param(approval.title())
                .param(approval.risk())
                .param(approval.part() == null ? "" : approval.part())
                .param(approval.needed())
                .param(approval.position())
                .param(approval.inputs())
                .param(approval.requestedBy())
                .param(approval.planHash())
                .param(at(approval.askedAt()))
                .param(at(approval.dueAt()))
                .update();
    }

    /** Notes the answer; the person must be another one than those who have approved this run before. */
    void answer(String id, State state, String by, String comment) {
        Approval asked = lock(id);
        if (state == State.APPROVED) {
            requireAnother(asked, by);
        }
        end(id, state, by, comment);
    }

    /** How many different people have to approve a run, and how many have; none have to when nobody was asked. */
    Count count(String runId) {
        return jdbc.sql(
                        """
                        select coalesce(max(needed), 0) as needed,
                            count(distinct case when state = 'approved' then decided_by end) as given
                        from approval where run_id = ? and part = ''""")
                .param(runId)
                .query((row, n) -> new Count(row.getInt("needed"), row.getInt("given")))
                .single();
    }

    /**
     * Voids what was approved for any other plan of a run than this one.
     *
     * @return how many approvals that were
     */
    int voidOthers(String runId, String planHash) {
        return jdbc.sql(
                        """
                        update approval set state = 'void'
                        where run_id = ? and part = '' and plan_hash <> ? and state = 'approved'""")
                .params(List.of(runId, planHash))
                .update();
    }

    void withdraw(String id) {
        jdbc.sql("update approval set state = 'withdrawn', decided_at = ? where id = ? and state = 'pending'")
                .params(List.of(at(clock.instant()), id))
                .update();
    }

    /** A run in progress has had its answer; who may give it was looked at there. */
    void answerPart(String id, State state, String by, String comment) {
        end(id, state, by, comment);
    }

    /** Withdraws what a run that has ended still asks. */
    void withdrawAll(String runId) {
        jdbc.sql(
                        "update approval set state = 'withdrawn', decided_at = ? where run_id = ? and part <> '' and state = 'pending'")
                .params(List.of(at(clock.instant()), runId))
                .update();
    }

    private void end(String id, State state, String by, String comment) {
        jdbc.sql("update approval set state = ?, decided_at = ?, decided_by = ?, comment = ? where id = ?")
                .params(List.of(state.text(), at(clock.instant()), by, Summaries.cut(comment), id))
                .update();
    }

    private void requireAnother(Approval asked, String by) {
        if (asked.requestedBy().equals(by) && !settings.approveOwn()) {
            throw new ApprovalRefused(
                    "Expected somebody else to approve: %s asked for run %s, and who asks may not approve; have another approver answer"
                            .formatted(by, asked.runId()));
        }
        if (hasApproved(asked.runId(), by)) {
            throw new ApprovalRefused(
                    "Expected a second person: %s has approved run %s already, and two different people have to"
                            .formatted(by, asked.runId()));
        }
    }

    private boolean hasApproved(String runId, String by) {
        return jdbc.sql(
                                "select count(*) from approval where run_id = ? and part = '' and decided_by = ? and state = 'approved'")
                        .params(List.of(runId, by))
                        .query(Integer.class)
                        .single()
                > 0;
    }

    private Approval lock(String id) {
        return jdbc.sql("select * from approval where id = ? for update")
                .param(id)
                .query((row, n) -> approval(row))
                .optional()
                .orElseThrow(() -> new UnknownApproval(id));
    }

    private static Approval approval(ResultSet row) throws SQLException {
        return new Approval(
                row.getString("id"),
                row.getString("incident_key"),
                row.getString("run_id"),
                row.getString("runbook"),
                row.getString("title"),
                row.getString("risk"),
                row.getString("part").isEmpty() ? null : row.getString("part"),
                row.getInt("needed"),
                row.getInt("place"),
                row.getString("inputs"),
                row.getString("requested_by"),
                row.getString("plan_hash"),
                State.parse(row.getString("state")),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getObject("decided_at", OffsetDateTime.class) == null
                        ? null
                        : row.getObject("decided_at", OffsetDateTime.class).toInstant(),
                row.getString("decided_by"),
                row.getString("comment"));
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /**
     * An approval with its place in the list.
     *
     * @param number what the next page starts before
     */
    public record Listed(long number, Approval approval) {}

    /** Approvals of one run. */
    record Count(int needed, int given) {

        boolean isEnough() {
            return given >= needed;
        }
    }
}
