package io.mendflow.incident;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** How much of what comes in is news: what was told again, what was kept back, and how many incidents came of the rest. */
@Component
public class Noise {

    private final JdbcClient jdbc;
    private final Clock clock;

    Noise(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Figures of the signals that came first within a time, repeats of them included: {@code received = repeated + silenced + evidence + joined +
     * opened}.
     *
     * @param repeated told again what was known
     * @param silenced kept back by a silence, repeats included
     * @param evidence changes, resolutions, and what else belongs to no trouble or ends one
     * @param joined joined an incident that was open
     * @param opened opened an incident
     * @param joinedBy signals by the rule that they joined by: alert, service, topology, affinity; reopened; merged and split, by people
     * @param perHundred incidents for each hundred signals received; null without any
     */
    public record Figures(
            Instant since,
            long received,
            long repeated,
            long silenced,
            long evidence,
            long joined,
            long opened,
            Map<String, Long> joinedBy,
            @Nullable Double perHundred) {}

    /** @param within looked back from now */
    @Transactional(readOnly = true)
    public Figures since(Duration within) {
        Instant since = clock.instant().minus(within);
        return jdbc.sql(
                        """
                        select count(*) as facts, coalesce(sum(repeats), 0) as repeats,
                            coalesce(sum(case when silence_id is not null then 1 else 0 end), 0) as silenced,
                            coalesce(sum(case when silence_id is not null then repeats else 0 end), 0) as silenced_again,
                            coalesce(sum(case when silence_id is null and status = 'firing' and incident_id is not null then 1 else 0 end), 0) as taken,
                            (select count(*) from incident where opened_at >= :since) as opened
                        from signal where received_at >= :since""")
                .param("since", Rows.at(since))
                .query((row, n) -> figures(
                        since,
                        joinedBy(since),
                        row.getLong("facts"),
                        row.getLong("repeats"),
                        row.getLong("silenced"),
                        row.getLong("silenced_again"),
                        row.getLong("taken"),
                        row.getLong("opened")))
                .single();
    }

    private Map<String, Long> joinedBy(Instant since) {
        var counts = new TreeMap<String, Long>();
        jdbc.sql(
                        """
                        select joined_by, count(*) as signals from signal
                        where received_at >= ? and joined_by is not null and joined_by <> 'opened' group by joined_by""")
                .param(Rows.at(since))
                .query(row -> {
                    counts.put(row.getString("joined_by"), row.getLong("signals"));
                });
        return counts;
    }

    private static Figures figures(
            Instant since,
            Map<String, Long> joinedBy,
            long facts,
            long repeats,
            long silenced,
            long silencedAgain,
            long taken,
            long opened) {
        long received = facts + repeats;
        long first = Math.min(opened, taken);
        return new Figures(
                since,
                received,
                repeats - silencedAgain,
                silenced + silencedAgain,
                facts - silenced - taken,
                taken - first,
                first,
                joinedBy,
                received == 0 ? null : 100.0 * first / received);
    }
}
