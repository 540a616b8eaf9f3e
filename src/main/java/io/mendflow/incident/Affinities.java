package io.mendflow.incident;

import io.mendflow.incident.AffinePair.Word;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Which alerts of an environment fire together, learned as they fire and without anybody's help, and what people said of it. Whoever writes
 * holds a lock of the environment.
 *
 * <p>Time is cut into buckets twice, the second cut shifted by half a bucket, and each cut counts half: alerts that fire within half a bucket
 * are together in one cut at least, wherever a border falls. The number of a half bucket, and that it fired last in it, tell all of both cuts.
 */
@Component
public class Affinities {

    /** Of one alert; more partners than this could not be told to anybody. */
    private static final int MOST_PAIRS = 500;

    /** Standard deviations from which on it is no chance that two fire together. */
    private static final double CERTAIN = 3;

    /** A count that weighs less than this is as good as none. */
    private static final double FORGOTTEN = 0.3;

    private static final long PARTED_HOLDS_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String PAIR =
            """
            select p.together, a.service as one_service, a.name as one_name, a.fired as one_fired, b.service as other_service,
                b.name as other_name, b.fired as other_fired, w.is_together, coalesce(e.buckets, 0) as buckets
            from affinity_pair p join affinity_alert a on a.id = p.%s join affinity_alert b on b.id = p.%s
                left join affinity_environment e on e.environment = a.environment
                left join affinity_word w on w.low_id = p.low_id and w.high_id = p.high_id
            """;

    private final JdbcClient jdbc;
    private final JdbcTemplate batches;
    private final AffinitySettings settings;
    private final StormSettings storms;

    /** The half bucket that this node let each environment come to. Where it was rolled back, the next one makes up for it. */
    private final Map<String, Long> advanced = new ConcurrentHashMap<>();

    private volatile boolean partedSeen;
    private volatile long partedAskedAt = System.nanoTime() - PARTED_HOLDS_NANOS;

    Affinities(JdbcClient jdbc, JdbcTemplate batches, AffinitySettings settings, StormSettings storms) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.settings = settings;
        this.storms = storms;
    }

    /** History of an environment up to a half bucket. */
    private record Elapsed(long half, double buckets) {}

    /** @param half in which it fired last; null when it has not fired */
    private record Known(long id, @Nullable Long half, @Nullable Pace pace) {}

    private record Present(long id, long half) {}

    /** Takes note that a new episode fires. At most a bounded number of pairs is written, however many alerts fire. */
    void learn(Signal signal) {
        if (!settings.enabled()) {
            return;
        }
        long half = advance(signal.environment(), half(signal.receivedAt()));
        Known alert = alert(signal.environment(), Alert.of(signal));
        Pace pace = alert.pace() == null
                ? Pace.first(signal.receivedAt())
                : alert.pace().next(signal.receivedAt(), storms.within());
        boolean newInOld = alert.half() == null || alert.half() < half - 1;
        boolean newInYoung = alert.half() == null || alert.half() < half;
        double cuts = (newInOld ? 0.5 : 0) + (newInYoung ? 0.5 : 0);
        jdbc.sql("update affinity_alert set half_bucket = ?, fired = fired + ?, pace = ?, paced_at = ? where id = ?")
                .params(half, cuts, pace.level(), Rows.at(pace.at()), alert.id())
                .update();
        if (cuts > 0) {
            learnPairs(signal.environment(), alert.id(), half, newInOld, newInYoung);
        }
    }

    private void learnPairs(String environment, long alert, long half, boolean newInOld, boolean newInYoung) {
        List<Present> present = present(environment, alert, half);
        if (present.size() >= settings.mostAlerts()) {
            return;
        }
        List<Object[]> added = new ArrayList<>();
        for (Present other : present) {
            double cuts = (newInOld ? 0.5 : 0) + (newInYoung && other.half() == half ? 0.5 : 0);
            if (cuts > 0) {
                added.add(new Object[] {cuts, Math.min(alert, other.id()), Math.max(alert, other.id())});
            }
        }
        write(added);
    }

    private void write(List<Object[]> added) {
        if (added.isEmpty()) {
            return;
        }
        int[] updated = batches.batchUpdate(
                "update affinity_pair set together = together + ? where low_id = ? and high_id = ?", added);
        List<Object[]> missing = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                missing.add(added.get(i));
            }
        }
        if (!missing.isEmpty()) {
            batches.batchUpdate("insert into affinity_pair (together, low_id, high_id) values (?, ?, ?)", missing);
        }
    }

    /** The partners of a signal's alert, best first: what people merged, then what fires together. Never what people parted. */
    List<Partner> partners(Signal signal) {
        if (!settings.enabled()) {
            return List.of();
        }
        Optional<Known> known = find(signal.environment(), Alert.of(signal));
        if (known.isEmpty()) {
            return List.of();
        }
        return pairsOf(known.get().id()).stream()
                .filter(AffinePair::joins)
                .map(pair -> new Partner(pair.other(), pair.affinity(), pair.times(), pair.word() == Word.TOGETHER))
                .sorted(Comparator.comparing(Partner::said)
                        .thenComparing(Partner::affinity)
                        .thenComparing(Partner::times)
                        .reversed())
                .toList();
    }

    /** Whether the signal's alert storms: then it says nothing about what else fires near it. */
    boolean storms(Signal signal) {
        return find(signal.environment(), Alert.of(signal))
                .map(Known::pace)
                .filter(pace -> pace.levelAt(signal.receivedAt(), storms.within()) >= storms.alerts())
                .isPresent();
    }

    /** People put two alerts into one incident: they are partners from now on. */
    void together(String environment, Alert one, Alert other) {
        say(environment, one, other, true);
    }

    /** People took two alerts apart: neither joins the other again until people merge them. */
    void apart(String environment, Alert one, Alert other) {
        say(environment, one, other, false);
    }

    boolean parted(String environment, Alert one, Alert other) {
        return parted(environment, one).contains(other);
    }

    /** All alerts that people took apart from this one. What they say at another node is heard within a second. */
    Set<Alert> parted(String environment, Alert alert) {
        if (!anyParted()) {
            return Set.of();
        }
        return new HashSet<>(jdbc.sql(
                        """
                        select o.service, o.name from affinity_alert a join affinity_word w on w.low_id = a.id join affinity_alert o on o.id = w.high_id
                        where a.environment = :environment and a.service = :service and a.name = :name and not w.is_together
                        union select o.service, o.name from affinity_alert a join affinity_word w on w.high_id = a.id join affinity_alert o on o.id = w.low_id
                        where a.environment = :environment and a.service = :service and a.name = :name and not w.is_together""")
                .param("environment", environment)
                .param("service", alert.service())
                .param("name", alert.name())
                .query((row, n) -> new Alert(row.getString("service"), row.getString("name")))
                .list());
    }

    /**
     * Pairs of an environment that join or that people said something of, best first.
     *
     * @param limit the most to return
     */
    @Transactional(readOnly = true)
    public List<AffinePair> all(String environment, int limit) {
        return jdbc
                .sql(
                        PAIR.formatted("low_id", "high_id")
                                + """
                        where a.environment = ? and (w.is_together is not null or p.together >= ?)
                        """)
                .params(environment, settings.support())
                .query(this::pair)
                .list()
                .stream()
                .filter(pair -> pair.joins() || pair.word() != Word.NONE)
                .sorted(Comparator.comparing(AffinePair::affinity)
                        .thenComparing(AffinePair::times)
                        .reversed())
                .limit(limit)
                .toList();
    }

    private List<AffinePair> pairsOf(long alert) {
        String enough =
                " and (w.is_together is not null or p.together >= ?) order by p.together desc limit " + MOST_PAIRS;
        List<AffinePair> pairs = new ArrayList<>();
        for (String query : List.of(
                PAIR.formatted("low_id", "high_id") + "where p.low_id = ?",
                PAIR.formatted("high_id", "low_id") + "where p.high_id = ?")) {
            pairs.addAll(jdbc.sql(query + enough)
                    .params(alert, settings.support())
                    .query(this::pair)
                    .list());
        }
        return pairs;
    }

    private AffinePair pair(ResultSet row, int number) throws SQLException {
        double together = row.getDouble("together");
        double one = row.getDouble("one_fired");
        double other = row.getDouble("other_fired");
        double buckets = row.getDouble("buckets");
        double affinity = Affinity.npmi(together, one, other, buckets);
        Boolean said = row.getObject("is_together", Boolean.class);
        Word word = said == null ? Word.NONE : said ? Word.TOGETHER : Word.APART;
        boolean fitting = together >= settings.support()
                && affinity >= settings.threshold()
                && Affinity.deviations(together, one, other, buckets) >= CERTAIN;
        return new AffinePair(
                new Alert(row.getString("one_service"), row.getString("one_name")),
                new Alert(row.getString("other_service"), row.getString("other_name")),
                affinity,
                Math.round(together),
                word,
                word == Word.TOGETHER || word == Word.NONE && fitting);
    }

    private void say(String environment, Alert one, Alert other, boolean together) {
        if (one.equals(other)) {
            return;
        }
        partedSeen |= !together;
        long first = alert(environment, one).id();
        long second = alert(environment, other).id();
        Object[] pair = {Math.min(first, second), Math.max(first, second)};
        write(List.<Object[]>of(new Object[] {0.0, pair[0], pair[1]}));
        int known = jdbc.sql("update affinity_word set is_together = ? where low_id = ? and high_id = ?")
                .params(together, pair[0], pair[1])
                .update();
        if (known == 0) {
            jdbc.sql("insert into affinity_word (is_together, low_id, high_id) values (?, ?, ?)")
                    .params(together, pair[0], pair[1])
                    .update();
        }
    }

    /** Asked for each signal, while most never take anything apart. */
    private boolean anyParted() {
        long now = System.nanoTime();
        if (!partedSeen && now - partedAskedAt > PARTED_HOLDS_NANOS) {
            partedSeen = jdbc.sql("select 1 from affinity_word where not is_together limit 1")
                    .query(Integer.class)
                    .optional()
                    .isPresent();
            partedAskedAt = now;
        }
        return partedSeen;
    }

    private List<Present> present(String environment, long alert, long half) {
        return jdbc.sql(
                        """
                        select id, half_bucket from affinity_alert
                        where environment = ? and half_bucket >= ? and id <> ? limit ?""")
                .params(environment, half - 1, alert, settings.mostAlerts())
                .query((row, n) -> new Present(row.getLong("id"), row.getLong("half_bucket")))
                .list();
    }

    private long half(Instant at) {
        return Math.floorDiv(at.toEpochMilli(), settings.bucket().toMillis() / 2);
    }

    /** Lets time pass for an environment. What comes late counts as if it came now. */
    private long advance(String environment, long half) {
        Long before = advanced.get(environment);
        return before != null && before >= half
                ? before
                : advanced.merge(environment, advanceRow(environment, half), Math::max);
    }

    private long advanceRow(String environment, long half) {
        Optional<Elapsed> before = jdbc.sql(
                        "select half_bucket, buckets from affinity_environment where environment = ?")
                .param(environment)
                .query((row, n) -> new Elapsed(row.getLong("half_bucket"), row.getDouble("buckets")))
                .optional();
        if (before.isEmpty()) {
            jdbc.sql("insert into affinity_environment (environment, half_bucket, buckets) values (?, ?, 1)")
                    .params(environment, half)
                    .update();
            return half;
        }
        long last = before.get().half();
        if (half <= last) {
            return last;
        }
        double buckets = before.get().buckets() + (half - last) / 2.0;
        double share = 1;
        while (buckets * share > mostBuckets()) {
            share /= 2;
        }
        if (share < 1) {
            forget(environment, share);
        }
        jdbc.sql("update affinity_environment set half_bucket = ?, buckets = ? where environment = ?")
                .params(half, buckets * share, environment)
                .update();
        return half;
    }

    private double mostBuckets() {
        return 2.0 * settings.halfLife().toMillis() / settings.bucket().toMillis();
    }

    /** Old counts weigh less, and what weighs next to nothing goes. This is the only work that grows with history; a half-life lies between. */
    private void forget(String environment, double share) {
        jdbc.sql("update affinity_alert set fired = fired * ? where environment = ?")
                .params(share, environment)
                .update();
        jdbc.sql(
                        """
                        update affinity_pair set together = together * ?
                        where low_id in (select id from affinity_alert where environment = ?)""")
                .params(share, environment)
                .update();
        jdbc.sql(
                        """
                        delete from affinity_pair where together < ? and low_id in (select id from affinity_alert where environment = ?)
                        and not exists (select 1 from affinity_word w where w.low_id = affinity_pair.low_id and w.high_id = affinity_pair.high_id)""")
                .params(FORGOTTEN, environment)
                .update();
        jdbc.sql(
                        """
                        delete from affinity_alert where environment = ? and fired < ?
                        and not exists (select 1 from affinity_pair p where p.low_id = affinity_alert.id)
                        and not exists (select 1 from affinity_pair p where p.high_id = affinity_alert.id)""")
                .params(environment, FORGOTTEN)
                .update();
    }

    private Known alert(String environment, Alert alert) {
        return find(environment, alert).orElseGet(() -> {
            var generated = new GeneratedKeyHolder();
            jdbc.sql(
                            """
                            insert into affinity_alert (environment, service, name, fired, pace) values (?, ?, ?, 0, 0)""")
                    .params(environment, alert.service(), alert.name())
                    .update(generated, "id");
            return new Known(Objects.requireNonNull(generated.getKey()).longValue(), null, null);
        });
    }

    private Optional<Known> find(String environment, Alert alert) {
        return jdbc.sql(
                        """
                        select id, half_bucket, pace, paced_at from affinity_alert where environment = ? and service = ? and name = ?""")
                .params(environment, alert.service(), alert.name())
                .query((row, n) -> {
                    Instant at = Rows.instantOrNull(row, "paced_at");
                    return new Known(
                            row.getLong("id"),
                            row.getObject("half_bucket", Long.class),
                            at == null ? null : new Pace(row.getDouble("pace"), at));
                })
                .optional();
    }
}
