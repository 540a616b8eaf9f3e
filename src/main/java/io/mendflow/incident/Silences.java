package io.mendflow.incident;

import io.mendflow.audit.Audit;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** All silences. Which ones hold for a signal goes by the time at which it was received, however late it is worked on. */
@Component
@Transactional
public class Silences {

    private static final int MOST_MATCHERS = 20;

    /** Whatever another node does is seen after this time. */
    private static final Duration REMEMBERED = Duration.ofSeconds(1);

    /** A signal may be worked on so much later than it came. */
    private static final Duration LATE = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final Audit audit;
    private final Clock clock;
    private volatile Remembered remembered = new Remembered(Instant.MIN, List.of());

    Silences(JdbcClient jdbc, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    private record Remembered(Instant until, List<Silence> silences) {}

    /**
     * Makes a silence.
     *
     * @param startsAt null: now
     * @throws IllegalArgumentException when it has no matcher, fits everything, has ended already, or has no comment
     */
    public Silence add(
            List<Matcher> matchers, @Nullable Instant startsAt, Instant endsAt, String author, String comment) {
        Instant now = clock.instant();
        Instant start = startsAt == null ? now : startsAt;
        if (matchers.isEmpty() || matchers.size() > MOST_MATCHERS) {
            throw new IllegalArgumentException(
                    "Expected a silence to have 1 to %d matchers, got %d".formatted(MOST_MATCHERS, matchers.size()));
        }
        if (!endsAt.isAfter(start) || !endsAt.isAfter(now)) {
            throw new IllegalArgumentException(
                    "Expected a silence to end after it starts and after now, got %s to %s".formatted(start, endsAt));
        }
        if (comment.isBlank()) {
            throw new IllegalArgumentException("Expected a silence to have a 'comment' that says why");
        }
        var generated = new GeneratedKeyHolder();
        jdbc.sql(
                        """
                        insert into silence (matchers, starts_at, ends_at, author, comment, created_at) values (?, ?, ?, ?, ?, ?)""")
                .params(List.of(Rows.json(matchers), Rows.at(start), Rows.at(endsAt), author, comment, Rows.at(now)))
                .update(generated, "number");
        long number = Objects.requireNonNull(generated.getKey()).longValue();
        String id = "SIL-" + number;
        jdbc.sql("update silence set id = ? where number = ?")
                .params(List.of(id, number))
                .update();
        forget();
        Silence silence = find(id).orElseThrow();
        audit.append(
                author,
                "silence.add",
                id,
                Map.of("matchers", silence.spoken(), "until", endsAt.toString(), "comment", comment));
        return silence;
    }

    /** Ends a silence now; one that has ended stays as it is. */
    public Optional<Silence> end(String id, String by) {
        Instant now = clock.instant();
        int ended = jdbc.sql("update silence set ends_at = ?, ended_by = ? where id = ? and ends_at > ?")
                .params(List.of(Rows.at(now), by, id, Rows.at(now)))
                .update();
        if (ended > 0) {
            audit.append(by, "silence.end", id, Map.of());
        }
        forget();
        return find(id);
    }

    @Transactional(readOnly = true)
    public Optional<Silence> find(String id) {
        return jdbc.sql("select * from silence where id = ?")
                .param(id)
                .query(Silences::silence)
                .optional();
    }

    /**
     * Silences, newest first.
     *
     * @param holding only those that have not ended
     * @param before a number that an earlier page ended with; null means from the newest
     */
    @Transactional(readOnly = true)
    public List<Listed> list(boolean holding, @Nullable Long before, int limit) {
        return jdbc.sql(
                        """
                        select * from silence where number < :before and (:any or ends_at > :now) order by number desc limit :limit""")
                .param("before", before == null ? Long.MAX_VALUE : before)
                .param("any", !holding)
                .param("now", Rows.at(clock.instant()))
                .param("limit", limit)
                .query((row, n) -> new Listed(row.getLong("number"), silence(row, n)))
                .list();
    }

    /** The silence that keeps a signal back. */
    Optional<Silence> covering(Signal signal) {
        return recent().stream().filter(silence -> silence.covers(signal)).findFirst();
    }

    void count(String id) {
        jdbc.sql("update silence set suppressed = suppressed + 1 where id = ?")
                .param(id)
                .update();
    }

    private List<Silence> recent() {
        Instant now = clock.instant();
        Remembered known = remembered;
        if (known.until().isAfter(now) && !known.until().isAfter(now.plus(REMEMBERED))) {
            return known.silences();
        }
        List<Silence> silences = jdbc.sql("select * from silence where ends_at > ? order by number")
                .param(Rows.at(now.minus(LATE)))
                .query(Silences::silence)
                .list();
        remembered = new Remembered(now.plus(REMEMBERED), silences);
        return silences;
    }

    /** Now, and once what was changed is there to be read. */
    private void forget() {
        remembered = new Remembered(Instant.MIN, List.of());
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    remembered = new Remembered(Instant.MIN, List.of());
                }
            });
        }
    }

    private static Silence silence(ResultSet row, int number) throws SQLException {
        return new Silence(
                row.getString("id"),
                Rows.matchers(row.getString("matchers")),
                Rows.instant(row, "starts_at"),
                Rows.instant(row, "ends_at"),
                row.getString("author"),
                row.getString("comment"),
                Rows.instant(row, "created_at"),
                row.getString("ended_by"),
                row.getLong("suppressed"));
    }

    /**
     * A silence with its place in the list.
     *
     * @param number what the next page starts before
     */
    public record Listed(long number, Silence silence) {}
}
