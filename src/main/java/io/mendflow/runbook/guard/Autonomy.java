package io.mendflow.runbook.guard;

import io.mendflow.audit.Audit;
import io.mendflow.runbook.guard.Standing.Breaker;
import io.mendflow.runbook.guard.Standing.Cap;
import io.mendflow.runbook.guard.Standing.TrackRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * The track record of each runbook by category and environment, and the level of autonomy that follows from it: what the ladder gives for the record,
 * at most what a person has capped it at, at most {@code suggest} while its breaker is open.
 */
@Component
public class Autonomy {

    private static final String SUMS =
            """
            select category, environment,
                count(took_ms) as tries,
                count(case when outcome = 'verified' then 1 end) as verified,
                count(case when outcome = 'overridden' then 1 end) as overridden,
                avg(case when outcome = 'verified' then took_ms end) as mean
            from track_record where runbook_id = :runbook %s group by category, environment
            order by category, environment""";

    private final JdbcClient jdbc;
    private final GuardLock lock;
    private final Breakers breakers;
    private final GuardSettings settings;
    private final Audit audit;
    private final Clock clock;

    Autonomy(JdbcClient jdbc, GuardLock lock, Breakers breakers, GuardSettings settings, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.lock = lock;
        this.breakers = breakers;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
    }

    /** Adds a run to the record of its runbook, in the caller's transaction, and opens the breaker when it was one failure too many. */
    @Transactional
    public void judge(Judged run) {
        boolean failed = run.outcome() == Outcome.UNVERIFIED;
        if (failed) {
            lock.take();
        }
        jdbc.sql(
                        """
                        insert into track_record (run_id, runbook_id, category, environment, outcome, took_ms, ended_at)
                        values (?, ?, ?, ?, ?, ?, ?)""")
                .param(run.runId())
                .param(run.runbookId())
                .param(orEmpty(run.category()))
                .param(orEmpty(run.environment()))
                .param(run.outcome().text())
                .param(run.took() == null ? null : run.took().toMillis())
                .param(Times.at(clock.instant()))
                .update();
        if (failed) {
            breakers.look(run.runbookId(), run.runId());
        }
    }

    /** How far a runbook may go by itself for incidents of a category in an environment. */
    @Transactional(readOnly = true)
    public Level of(String runbookId, @Nullable String category, @Nullable String environment) {
        Level limit = limit(runbookId);
        return jdbc.sql(SUMS.formatted("and category = :category and environment = :environment"))
                .param("runbook", runbookId)
                .param("category", orEmpty(category))
                .param("environment", orEmpty(environment))
                .query((row, n) -> record(row, limit))
                .optional()
                .map(TrackRecord::level)
                .orElse(settings.ladder().start().atMost(limit));
    }

    /** All there is to say about the level of a runbook. */
    @Transactional(readOnly = true)
    public Standing standing(String runbookId) {
        Level limit = limit(runbookId);
        List<TrackRecord> records = jdbc.sql(SUMS.formatted(""))
                .param("runbook", runbookId)
                .query((row, n) -> record(row, limit))
                .list();
        Level level = records.stream()
                .map(TrackRecord::level)
                .min(Comparator.naturalOrder())
                .orElse(settings.ladder().start().atMost(limit));
        return new Standing(level, cap(runbookId).orElse(null), breakers.of(runbookId), records);
    }

    /** Says how far a runbook may climb; {@code auto} is as far as it gets. */
    @Transactional
    public void cap(String runbookId, Level cap, String by, String reason) {
        lock.take();
        jdbc.sql("delete from runbook_cap where runbook_id = ?")
                .param(runbookId)
                .update();
        jdbc.sql("insert into runbook_cap (runbook_id, cap, reason, set_by, set_at) values (?, ?, ?, ?, ?)")
                .params(List.of(runbookId, cap.text(), reason, by, Times.at(clock.instant())))
                .update();
        audit.append(by, "runbook.cap", runbookId, Map.of("cap", cap.text(), "reason", reason));
    }

    /**
     * Closes the breaker of a runbook.
     *
     * @return false when it was not open
     */
    @Transactional
    public boolean resetBreaker(String runbookId, String by, String reason) {
        lock.take();
        if (!breakers.of(runbookId).open()) {
            return false;
        }
        breakers.reset(runbookId, by, reason);
        return true;
    }

    private Level limit(String runbookId) {
        Level cap = cap(runbookId).map(Cap::cap).orElse(Level.AUTO);
        Breaker breaker = breakers.of(runbookId);
        return breaker.open() ? cap.atMost(Level.SUGGEST) : cap;
    }

    private Optional<Cap> cap(String runbookId) {
        return jdbc.sql("select * from runbook_cap where runbook_id = ?")
                .param(runbookId)
                .query((row, n) -> new Cap(
                        Level.parse(row.getString("cap")),
                        row.getString("reason"),
                        row.getString("set_by"),
                        Times.instant(row, "set_at")))
                .optional();
    }

    private TrackRecord record(ResultSet row, Level limit) throws SQLException {
        int tries = row.getInt("tries");
        int verified = row.getInt("verified");
        Wilson share = Wilson.of(verified, tries);
        double mean = row.getDouble("mean");
        return new TrackRecord(
                row.getString("category"),
                row.getString("environment"),
                new Climb(settings.ladder()).of(tries, share.low()).atMost(limit),
                tries,
                verified,
                row.getInt("overridden"),
                verified == 0 ? null : Duration.ofMillis(Math.round(mean)),
                share.low(),
                share.high());
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
