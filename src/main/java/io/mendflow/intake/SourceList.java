package io.mendflow.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Every source with what came from it, read from the deliveries that are kept; nothing is counted while they come in. */
@Component
public class SourceList {

    private static final int COMPARED = 100;

    /** Fewer payloads than these say nothing about which fields a sender always sends. */
    private static final int FEWEST = 10;

    /** How far back payloads of a source that seldom posts are looked for. */
    private static final int ROWS_BACK = 100_000;

    private final Sources sources;
    private final JdbcClient jdbc;
    private final MeterRegistry meters;

    SourceList(Sources sources, JdbcClient jdbc, MeterRegistry meters) {
        this.sources = sources;
        this.jdbc = jdbc;
        this.meters = meters;
    }

    /** All sources that may be posted to, by name. */
    public List<Listed> read() {
        Map<String, Seen> seen = seen();
        return sources.names().stream()
                .map(sources::find)
                .map(source -> listed(source, seen.getOrDefault(source.name(), Seen.NOTHING)))
                .toList();
    }

    private Listed listed(Source source, Seen seen) {
        List<String> gone = seen.received > FEWEST ? gone(source.name()) : List.of();
        return new Listed(
                source.name(),
                "/hooks/" + source.name(),
                source.sender().type(),
                source.secret() != null || source.sender().provesItself(),
                seen.last,
                seen.received,
                refused(source.name()),
                seen.dead,
                gone,
                gone.isEmpty()
                        ? null
                        : "The newest payload lacks fields that each of the ones before it had: %s. See whether the sender was upgraded or its template changed."
                                .formatted(Texts.shortened(String.join(", ", gone), 500)));
    }

    private Map<String, Seen> seen() {
        Map<String, Seen> seen = new HashMap<>();
        jdbc.sql(
                        """
                        select source, count(*) as received, max(received_at) as last,
                            sum(case when state = 'dead' then 1 else 0 end) as dead
                        from inbox group by source""")
                .query(row -> {
                    seen.put(
                            row.getString("source"),
                            new Seen(row.getLong("received"), row.getLong("dead"), Inbox.instant(row, "last")));
                });
        return seen;
    }

    private List<String> gone(String source) {
        List<byte[]> bodies = jdbc.sql(
                        """
                        select body from inbox where source = ? and id > (select max(id) from inbox) - %d
                        order by id desc limit %d"""
                                .formatted(ROWS_BACK, COMPARED + 1))
                .param(source)
                .query((row, n) -> row.getBytes("body"))
                .list();
        if (bodies.size() <= FEWEST) {
            return List.of();
        }
        Set<String> always = new TreeSet<>(Fields.of(bodies.get(1)));
        bodies.subList(2, bodies.size()).forEach(body -> always.retainAll(Fields.of(body)));
        always.removeAll(Fields.of(bodies.get(0)));
        // Where an object is gone, so are its members.
        return always.stream()
                .filter(field -> always.stream().noneMatch(other -> field.startsWith(other + "/")))
                .toList();
    }

    private long refused(String source) {
        return (long) meters.find("mendflow.intake.refused").tag("source", source).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    private record Seen(long received, long dead, @Nullable Instant last) {
        static final Seen NOTHING = new Seen(0, 0, null);
    }

    /**
     * A source.
     *
     * @param address where it posts
     * @param type the kind of sender
     * @param authenticated true when a delivery has to prove where it comes from
     * @param lastSeen when its newest delivery came; null when none is kept
     * @param received deliveries that are kept, duplicates not counted
     * @param refused deliveries that this node has answered with an error since it started
     * @param deadLettered deliveries that could not be processed and wait for a person
     * @param goneFields JSON Pointers of fields that each of up to hundred payloads had, at least ten, and the newest one lacks
     * @param warning about those fields, for people
     */
    @Schema(name = "Source")
    public record Listed(
            String source,
            String address,
            String type,
            boolean authenticated,
            @Nullable Instant lastSeen,
            long received,
            long refused,
            long deadLettered,
            List<String> goneFields,
            @Nullable String warning) {}
}
