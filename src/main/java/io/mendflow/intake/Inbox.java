package io.mendflow.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The table of deliveries. Every method runs in the caller's transaction. */
@Component
class Inbox {

    private static final String INSERT =
            """
            insert into inbox (receipt, source, duplicate_key, content_type, headers, body, body_bytes, received_at, state, priority, next_at, proved)
            values (?, ?, ?, ?, ?, ?, ?, ?, 'pending', ?, ?, ?)""";

    private final JdbcTemplate jdbc;
    private final Tally tally;
    private final InboxSettings settings;
    private final Clock clock;

    Inbox(JdbcTemplate jdbc, Tally tally, InboxSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.tally = tally;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Adds deliveries and says under which receipt each is known: its own, or that of the like delivery before it.
     *
     * @throws org.springframework.dao.DuplicateKeyException when another node commits a like delivery at this moment
     */
    Map<Entry, String> add(List<Entry> entries) {
        Map<String, Entry> first = new TreeMap<>();
        entries.forEach(entry -> first.putIfAbsent(entry.duplicateKey(), entry));
        Map<String, String> receipts = known(List.copyOf(first.keySet()));
        // In the order of the key, so that two nodes which add the same deliveries never wait for each other in a
        // circle.
        List<Entry> fresh = first.values().stream()
                .filter(entry -> !receipts.containsKey(entry.duplicateKey()))
                .toList();
        if (!fresh.isEmpty()) {
            jdbc.batchUpdate(INSERT, fresh.stream().map(this::values).toList());
            tally.received(fresh.size());
        }
        fresh.forEach(entry -> receipts.put(entry.duplicateKey(), entry.receipt()));
        Map<Entry, String> known = new HashMap<>();
        entries.forEach(entry -> known.put(entry, receipts.get(entry.duplicateKey())));
        return known;
    }

    /** Deliveries that may be claimed now, the most urgent first. */
    List<Long> due(int most) {
        return jdbc.queryForList(
                "select id from inbox where state = 'pending' and next_at <= ? order by state, priority, id limit "
                        + most,
                Long.class,
                now());
    }

    /** Takes deliveries for this transaction, the most urgent first, without those that another one has. */
    List<Claimed> claim(List<Long> ids) {
        List<Object> values = new ArrayList<>(padded(ids));
        values.add(now());
        return jdbc.query(
                """
                select * from inbox where id in (%s) and state = 'pending' and next_at <= ?
                order by priority, id for update skip locked"""
                        .formatted(marks(ids.size())),
                Claimed::of,
                values.toArray());
    }

    /** Marks what this transaction has claimed. Call it last: rows of the tally stay locked until the commit. */
    void done(List<Claimed> processed, List<Claimed> suppressed) {
        List<Object[]> rows = new ArrayList<>();
        OffsetDateTime now = now();
        processed.forEach(claimed -> rows.add(new Object[] {"processed", now, claimed.id}));
        suppressed.forEach(claimed -> rows.add(new Object[] {"suppressed", now, claimed.id}));
        if (!rows.isEmpty()) {
            jdbc.batchUpdate("update inbox set state = ?, done_at = ?, reason = null where id = ?", rows);
            tally.done(processed.size(), suppressed.size());
        }
    }

    /** Puts a delivery off; false when it is not as it was claimed. */
    boolean postpone(Claimed claimed, int attempts, Duration pause, String reason) {
        return jdbc.update(
                        "update inbox set attempts = ?, next_at = ?, reason = ? where id = ? and state = 'pending' and attempts = ?",
                        attempts,
                        at(clock.instant().plus(pause)),
                        reason,
                        claimed.id,
                        claimed.attempts)
                > 0;
    }

    /** Makes a delivery a dead letter; false when it is not as it was claimed. */
    boolean bury(Claimed claimed, int attempts, String reason) {
        return jdbc.update(
                        """
                        update inbox set state = 'dead', attempts = ?, done_at = ?, reason = ?
                        where id = ? and state = 'pending' and attempts = ?""",
                        attempts,
                        now(),
                        reason,
                        claimed.id,
                        claimed.attempts)
                > 0;
    }

    Pending pending() {
        return jdbc.queryForObject(
                "select count(*) as waiting, coalesce(sum(body_bytes), 0) as bytes from inbox where state = 'pending'",
                (row, n) -> new Pending(row.getLong("waiting"), row.getLong("bytes")));
    }

    /** Receipts of like deliveries within the window. Older ones give their key up. */
    private Map<String, String> known(List<String> keys) {
        Instant since = clock.instant().minus(settings.duplicateWindow());
        Map<String, String> receipts = new HashMap<>();
        List<Object[]> old = new ArrayList<>();
        jdbc.query(
                "select duplicate_key, receipt, received_at from inbox where duplicate_key in (%s)"
                        .formatted(marks(keys.size())),
                row -> {
                    String key = row.getString("duplicate_key");
                    if (Entry.expires(key) && instant(row, "received_at").isBefore(since)) {
                        old.add(new Object[] {key, at(since)});
                    } else {
                        receipts.put(key, row.getString("receipt"));
                    }
                },
                padded(keys).toArray());
        if (!old.isEmpty()) {
            old.sort((one, other) -> one[0].toString().compareTo(other[0].toString()));
            jdbc.batchUpdate("update inbox set duplicate_key = null where duplicate_key = ? and received_at < ?", old);
        }
        return receipts;
    }

    private @Nullable Object[] values(Entry entry) {
        Delivery delivery = entry.delivery();
        OffsetDateTime received = at(delivery.receivedAt());
        return new Object[] {
            entry.receipt(),
            delivery.source(),
            entry.duplicateKey(),
            delivery.contentType() == null ? null : delivery.contentType().toString(),
            Json.write(delivery.headers()),
            delivery.body(),
            delivery.body().length,
            received,
            entry.priority(),
            received,
            entry.proved()
        };
    }

    private OffsetDateTime now() {
        return at(clock.instant());
    }

    static OffsetDateTime at(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Few different lengths make few different statements to prepare. */
    private static int width(int keys) {
        return Math.max(1, Integer.highestOneBit(keys * 2 - 1));
    }

    private static String marks(int keys) {
        return String.join(", ", Collections.nCopies(width(keys), "?"));
    }

    private static List<Object> padded(List<?> keys) {
        List<Object> padded = new ArrayList<>(keys);
        padded.addAll(Collections.nCopies(width(keys.size()) - keys.size(), keys.get(0)));
        return padded;
    }

    /** How much waits to be processed. */
    record Pending(long deliveries, long bytes) {}

    /** A delivery that this transaction has locked. */
    record Claimed(long id, String receipt, int attempts, Delivery delivery) {

        static Claimed of(ResultSet row, int number) throws SQLException {
            return new Claimed(
                    row.getLong("id"), row.getString("receipt"), row.getInt("attempts"), Inbox.delivery(row));
        }
    }

    static Delivery delivery(ResultSet row) throws SQLException {
        @Nullable String type = row.getString("content_type");
        return new Delivery(
                row.getString("source"),
                type == null ? null : MediaType.parseMediaType(type),
                Json.texts(row.getString("headers")),
                row.getBytes("body"),
                instant(row, "received_at"));
    }
}
