package io.mendflow.incident;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mendflow.Databases;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleBiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How well alerts are grouped, on labelled streams that others made: area under the curve over the gap, macro average, without and with noise.
 * {@code -Dmendflow.bench.alerts=<folder>} has {@code <configuration>_<split>_<number>.csv.gz}, directly or in {@code streams}, with the columns
 * t_seconds, host, alert_type and label; {@code -Dmendflow.bench.split=<split>} takes one split alone. What is learned is learned from the train
 * streams of the same configuration, by the product's own learner, which sees no label. Settings are those of {@code mendflow.correlation}.
 */
@Tag("bench")
class GroupingBenchIT {

    private static final String FOLDER = "mendflow.bench.alerts";
    private static final String SPLIT = "mendflow.bench.split";
    private static final String TRAIN = "train";
    private static final Pattern FILE = Pattern.compile("(.+)_([^_]+)_(\\d+)\\.csv\\.gz");
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration BETWEEN_STREAMS = Duration.ofHours(1);
    private static final String ENVIRONMENT = "bench";

    /** In seconds: 2^i and 1.5 times that, from 1/128 to 4096. */
    private static final List<Duration> GAPS = IntStream.rangeClosed(-7, 12)
            .boxed()
            .flatMapToDouble(
                    i -> i < 12 ? DoubleStream.of(Math.pow(2, i), 1.5 * Math.pow(2, i)) : DoubleStream.of(4096))
            .mapToObj(seconds -> Duration.ofNanos(Math.round(seconds * 1e9)))
            .toList();

    private final StormSettings storms = settings("mendflow.correlation.storm", StormSettings.class);
    private final AffinitySettings affinity = settings("mendflow.correlation.affinity", AffinitySettings.class);

    private record Name(Path file, String configuration, String split, int number) {}

    private record Firing(Instant at, Alert alert) {}

    private record Recorded(List<Firing> firings, List<String> labels) {}

    @Test
    void groupsAlertsOfLabelledStreams() throws IOException {
        String folder = System.getProperty(FOLDER);
        assumeTrue(
                folder != null, "Expected -D" + FOLDER + "=<folder with labelled alert streams>; nothing is measured");
        List<Name> names = names(Path.of(folder));
        assumeTrue(!names.isEmpty(), "Expected <configuration>_<split>_<number>.csv.gz in " + folder);
        System.out.printf("%s%n%s%n", storms, affinity);
        System.out.printf("%-24s %-6s %-28s %9s %9s%n", "configuration", "split", "grouping", "no noise", "noise");
        for (String configuration :
                names.stream().map(Name::configuration).distinct().toList()) {
            var partners = learned(streams(names, configuration, TRAIN));
            for (String split : splits(names, configuration)) {
                List<Recorded> streams = streams(names, configuration, split);
                print(configuration, split, "time gap", streams, GroupingBenchIT::byGap);
                print(configuration, split, "storms apart", streams, gap -> groups(gap, (one, other) -> 1));
                print(
                        configuration,
                        split,
                        "storms apart, partners",
                        streams,
                        gap -> groups(gap, (one, other) -> partners.getOrDefault(one, Map.of())
                                .getOrDefault(other, 0.0)));
            }
        }
    }

    private static List<String> splits(List<Name> names, String configuration) {
        String wanted = System.getProperty(SPLIT);
        return names.stream()
                .filter(name -> name.configuration().equals(configuration))
                .map(Name::split)
                .distinct()
                .filter(split -> wanted == null || split.equals(wanted))
                .toList();
    }

    private static List<Name> names(Path folder) throws IOException {
        Path streams = Files.isDirectory(folder.resolve("streams")) ? folder.resolve("streams") : folder;
        try (Stream<Path> files = Files.list(streams)) {
            return files.sorted().flatMap(GroupingBenchIT::name).toList();
        }
    }

    private static Stream<Name> name(Path file) {
        Matcher matcher = FILE.matcher(file.getFileName().toString());
        return matcher.matches()
                ? Stream.of(new Name(file, matcher.group(1), matcher.group(2), Integer.parseInt(matcher.group(3))))
                : Stream.empty();
    }

    private static List<Recorded> streams(List<Name> names, String configuration, String split) throws IOException {
        List<Recorded> streams = new ArrayList<>();
        for (Name name : names) {
            if (name.configuration().equals(configuration) && name.split().equals(split)) {
                streams.add(read(name.file()));
            }
        }
        return streams;
    }

    private static Recorded read(Path file) throws IOException {
        var recorded = new Recorded(new ArrayList<>(), new ArrayList<>());
        var alerts = new HashMap<Alert, Alert>();
        var labels = new HashMap<String, String>();
        try (var reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            reader.readLine();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] cells = line.split(",");
                long nanos = new BigDecimal(cells[0]).movePointRight(9).longValue();
                recorded.firings()
                        .add(new Firing(
                                START.plusNanos(nanos),
                                alerts.computeIfAbsent(new Alert(cells[1], cells[2]), alert -> alert)));
                recorded.labels().add(labels.computeIfAbsent(cells[3], label -> label));
            }
        }
        return recorded;
    }

    /** What the product's learner makes of streams, one after the other. */
    private Map<Alert, Map<Alert, Double>> learned(List<Recorded> streams) {
        DataSource database = Databases.h2();
        var template = new JdbcTemplate(database);
        var affinities = new Affinities(JdbcClient.create(template), template, affinity, storms);
        Duration shift = Duration.ZERO;
        for (Recorded stream : streams) {
            var lastHalf = new HashMap<Alert, Long>();
            for (Firing firing : stream.firings()) {
                Instant at = firing.at().plus(shift);
                long half = Math.floorDiv(at.toEpochMilli(), affinity.bucket().toMillis() / 2);
                Long before = lastHalf.put(firing.alert(), half);
                // To fire again within half a bucket teaches nothing.
                if (before == null || before != half) {
                    affinities.learn(signal(firing.alert(), at));
                }
            }
            Instant last = stream.firings().get(stream.firings().size() - 1).at();
            shift = shift.plus(Duration.between(START, last)).plus(BETWEEN_STREAMS);
        }
        var partners = new HashMap<Alert, Map<Alert, Double>>();
        for (AffinePair pair : affinities.all(ENVIRONMENT, Integer.MAX_VALUE)) {
            partners.computeIfAbsent(pair.one(), alert -> new HashMap<>()).put(pair.other(), pair.affinity());
            partners.computeIfAbsent(pair.other(), alert -> new HashMap<>()).put(pair.one(), pair.affinity());
        }
        return partners;
    }

    private static Signal signal(Alert alert, Instant at) {
        return new Signal(
                "bench",
                Kind.ALERT,
                Status.FIRING,
                Severity.WARNING,
                alert.service(),
                ENVIRONMENT,
                alert.name(),
                alert.name(),
                Map.of("alertname", alert.name()),
                Map.of(),
                null,
                null,
                at);
    }

    private static Function<List<Firing>, long[]> byGap(Duration gap) {
        return firings -> {
            long[] groups = new long[firings.size()];
            for (int i = 1; i < groups.length; i++) {
                boolean over =
                        Duration.between(firings.get(i - 1).at(), firings.get(i).at())
                                        .compareTo(gap)
                                >= 0;
                groups[i] = groups[i - 1] + (over ? 1 : 0);
            }
            return groups;
        };
    }

    private Function<List<Firing>, long[]> groups(Duration gap, ToDoubleBiFunction<Alert, Alert> affinity) {
        return firings -> {
            var grouping = new Grouping(gap, storms, affinity);
            return firings.stream()
                    .mapToLong(firing -> grouping.place(firing.alert(), firing.at()))
                    .toArray();
        };
    }

    private static void print(
            String configuration,
            String split,
            String name,
            List<Recorded> streams,
            Function<Duration, Function<List<Firing>, long[]>> grouping) {
        List<List<String>> labels = streams.stream().map(Recorded::labels).toList();
        List<PairwiseScore.Point> without = new ArrayList<>();
        List<PairwiseScore.Point> with = new ArrayList<>();
        for (Duration gap : GAPS) {
            List<long[]> groups = streams.stream()
                    .map(stream -> grouping.apply(gap).apply(stream.firings()))
                    .toList();
            without.add(PairwiseScore.of(labels, groups, false));
            with.add(PairwiseScore.of(labels, groups, true));
        }
        System.out.printf(
                Locale.ROOT,
                "%-24s %-6s %-28s %9.4f %9.4f%n",
                configuration,
                split,
                name,
                PairwiseScore.area(without),
                PairwiseScore.area(with));
    }

    private static <T> T settings(String prefix, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(System.getProperties())).bindOrCreate(prefix, type);
    }
}
