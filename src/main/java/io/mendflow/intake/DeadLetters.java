package io.mendflow.intake;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Deliveries that could not be processed. */
@Component
public class DeadLetters {

    private final JdbcClient jdbc;
    private final Workers workers;
    private final Audit audit;
    private final Clock clock;

    DeadLetters(JdbcClient jdbc, Workers workers, Audit audit, Clock clock) {
        this.jdbc = jdbc;
        this.workers = workers;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Dead letters without their bodies, newest first.
     *
     * @param before the {@code nextCursor} of the page before, as a number; null for the first page
     */
    public Page<DeadLetter> list(@Nullable Long before, int limit) {
        record Row(long id, DeadLetter letter) {}
        List<Row> rows = jdbc.sql(
                        """
                        select id, receipt, source, content_type, body_bytes, received_at, done_at, attempts, reason
                        from inbox where state = 'dead' and id < ? order by id desc limit ?""")
                .params(List.of(before == null ? Long.MAX_VALUE : before, limit + 1))
                .query((row, n) -> new Row(row.getLong("id"), letter(row)))
                .list();
        boolean more = rows.size() > limit;
        List<Row> shown = more ? rows.subList(0, limit) : rows;
        return new Page<>(
                shown.stream().map(Row::letter).toList(),
                more ? Long.toString(shown.get(limit - 1).id()) : null);
    }

    public Optional<Content> find(String receipt) {
        return jdbc.sql("select * from inbox where receipt = ? and state = 'dead'")
                .param(receipt)
                .query((row, n) -> new Content(letter(row), Json.texts(row.getString("headers")), row.getBytes("body")))
                .optional();
    }

    /** Has a dead letter processed again; false when there is none of that receipt. */
    @Transactional
    public boolean replay(String receipt, String by) {
        Optional<DeadLetter> letter = jdbc.sql("select * from inbox where receipt = ? and state = 'dead' for update")
                .param(receipt)
                .query((row, n) -> letter(row))
                .optional();
        if (letter.isEmpty()) {
            return false;
        }
        jdbc.sql(
                        """
                        update inbox set state = 'pending', attempts = 0, next_at = ?, done_at = null
                        where receipt = ? and state = 'dead'""")
                .params(List.of(Inbox.at(clock.instant()), receipt))
                .update();
        audit.append(
                by,
                "dead-letter.replay",
                receipt,
                Map.of(
                        "source", letter.get().source(),
                        "reason", letter.get().reason()));
        workers.wakeAfterCommit(1);
        return true;
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getString("receipt"),
                row.getString("source"),
                row.getString("content_type"),
                row.getInt("body_bytes"),
                Inbox.instant(row, "received_at"),
                Inbox.instant(row, "done_at"),
                row.getInt("attempts"),
                row.getString("reason"));
    }

    /**
     * A delivery that could not be processed.
     *
     * @param bytes length of its body
     * @param deadSince when the last attempt failed
     * @param reason why the last attempt failed
     */
    public record DeadLetter(
            String receipt,
            String source,
            @Nullable String contentType,
            int bytes,
            Instant receivedAt,
            Instant deadSince,
            int attempts,
            String reason) {}

    /** A dead letter with its bytes and the headers that were kept of it. */
    public record Content(DeadLetter letter, Map<String, String> headers, byte[] body) {}
}
