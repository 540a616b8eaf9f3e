package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mendflow.incident.AffinePair.Word;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What is learned of alerts that fire together; run on each database by its subclasses. */
abstract class AffinitiesTests {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration ROUND = Duration.ofHours(1);

    private final String environment = "e-" + UUID.randomUUID();
    private Instant now = START;

    abstract IncidentModule module();

    @AfterAll
    static void close() {
        IncidentModule.closeAll();
    }

    @Test
    void makesPartnersOfTwoThatAlwaysFireTogetherOnceThereIsSupport() {
        rounds(2, "db", "web");

        assertThat(partners("web")).isEmpty();

        rounds(1, "db", "web");

        assertThat(partners("web")).singleElement().satisfies(partner -> {
            assertThat(partner.alert()).isEqualTo(new Alert("db", "trouble"));
            assertThat(partner.affinity()).isCloseTo(1, within(0.05));
            assertThat(partner.times()).isEqualTo(3);
            assertThat(partner.reason()).startsWith("'trouble on db' fires together with it (3 times, affinity ");
        });
        assertThat(partners("db")).extracting(Partner::alert).containsExactly(new Alert("web", "trouble"));
    }

    @Test
    void learnsWhereverTheBorderOfABucketFalls() {
        for (int i = 0; i < 6; i++) {
            now = START.plus(ROUND.multipliedBy(i + 1)).minusSeconds(50L - 10 * i);
            fires("db");
            now = now.plusSeconds(60);
            fires("web");
        }

        assertThat(partners("web")).extracting(Partner::alert).containsExactly(new Alert("db", "trouble"));
    }

    @Test
    void makesNoPartnersOfTwoThatFireTogetherByChance() {
        for (int i = 0; i < 144; i++) {
            now = START.plus(Duration.ofMinutes(5L * i));
            if (i % 6 == 0) {
                fires("db");
            }
            if (i % 4 == 0) {
                fires("web");
            }
        }

        assertThat(module().affinities().all(environment, 10)).isEmpty();
        assertThat(partners("web")).isEmpty();
    }

    @Test
    void takesAFewMeetingsInAShortHistoryForChance() {
        for (int i = 0; i < 100; i++) {
            now = START.plus(Duration.ofMinutes(5L * i));
            if (i % 10 == 0) {
                fires("db");
            }
            if (i % 10 == (i < 30 ? 0 : 5)) {
                fires("web");
            }
        }

        assertThat(partners("web")).isEmpty();
    }

    @Test
    void makesNoPartnersOfOneThatFiresAllTheTime() {
        for (int i = 0; i < 60; i++) {
            now = START.plus(Duration.ofMinutes(5L * i));
            fires("chatty");
            if (i % 10 == 0) {
                fires("web");
            }
        }

        assertThat(partners("web")).isEmpty();
        assertThat(partners("chatty")).isEmpty();
    }

    @Test
    void countsRepeatsWithinABucketOnce() {
        rounds(1, "db", "web", "db", "web", "db", "web");
        now = now.plus(Duration.ofHours(9));

        assertThat(partners("web")).isEmpty();
    }

    @Test
    void learnsNothingOfPairsWhileEverythingFires() {
        String[] all = IntStream.range(0, 60).mapToObj(i -> "s" + i).toArray(String[]::new);
        rounds(4, all);

        assertThat(partners("s59")).isEmpty();
        assertThat(partners("s0"))
                .hasSize(39)
                .noneMatch(partner -> partner.alert().service().equals("s59"));
    }

    @Test
    void keepsEnvironmentsApart() {
        rounds(4, "db", "web");

        assertThat(module().affinities().partners(signal("web", environment + "-other")))
                .isEmpty();
    }

    @Test
    void forgetsWhatHasNotHappenedForLong() {
        rounds(4, "db", "web");
        now = now.plus(Duration.ofDays(61));
        fires("other");

        assertThat(partners("web")).isEmpty();

        rounds(2, "db", "web");

        assertThat(partners("web")).hasSize(1);
        now = now.plus(Duration.ofDays(400));
        fires("other");
        rounds(2, "db", "web");

        assertThat(partners("web")).isEmpty();
    }

    @Test
    void countsWhatComesLateAsIfItCameNow() {
        rounds(2, "db", "web");
        now = now.plus(ROUND);
        fires("db");
        Instant late = now;
        now = now.minus(Duration.ofHours(5));
        fires("web");
        now = late;

        assertThat(partners("web")).hasSize(1);
    }

    @Test
    void neverJoinsWhatPeopleTookApart() {
        rounds(4, "db", "web");
        apart("web", "db");

        assertThat(partners("web")).isEmpty();
        assertThat(partners("db")).isEmpty();
        assertThat(module().affinities().parted(environment, alert("db"), alert("web")))
                .isTrue();
        assertThat(module().affinities().parted(environment, alert("web"))).containsExactly(alert("db"));
        assertThat(module().affinities().all(environment, 10)).singleElement().satisfies(pair -> {
            assertThat(pair.word()).isEqualTo(Word.APART);
            assertThat(pair.joins()).isFalse();
            assertThat(pair.times()).isEqualTo(4);
        });

        together("db", "web");

        assertThat(partners("web")).singleElement().satisfies(partner -> assertThat(partner.said())
                .isTrue());
        assertThat(module().affinities().parted(environment, alert("web"))).isEmpty();
    }

    @Test
    void joinsWhatPeopleMergedWithoutAnyHistory() {
        together("web", "queue");

        assertThat(partners("web")).singleElement().satisfies(partner -> {
            assertThat(partner.alert()).isEqualTo(alert("queue"));
            assertThat(partner.said()).isTrue();
            assertThat(partner.reason()).isEqualTo("people merged incidents of 'trouble on queue' and this alert");
        });
    }

    @Test
    void putsWhatPeopleSaidFirst() {
        rounds(4, "db", "web");
        together("web", "queue");

        assertThat(partners("web")).extracting(Partner::alert).containsExactly(alert("queue"), alert("db"));
    }

    @Test
    void keepsWhatPeopleSaidHoweverLongAgo() {
        apart("web", "db");
        rounds(1, "other");
        now = now.plus(Duration.ofDays(400));
        rounds(4, "db", "web");

        assertThat(partners("web")).isEmpty();
    }

    @Test
    void knowsAStormFromItsPace() {
        for (int i = 0; i < 19; i++) {
            fires("web");
        }
        assertThat(module().affinities().storms(signal("web", environment))).isFalse();

        fires("web");
        assertThat(module().affinities().storms(signal("web", environment))).isTrue();

        now = now.plusSeconds(1);
        assertThat(module().affinities().storms(signal("web", environment))).isFalse();
        assertThat(module().affinities().storms(signal("db", environment))).isFalse();
    }

    private void rounds(int count, String... services) {
        for (int i = 0; i < count; i++) {
            now = now.plus(ROUND);
            for (String service : services) {
                now = now.plusMillis(500);
                fires(service);
            }
        }
    }

    private void fires(String service) {
        module().inTransaction(() -> {
            module().affinities().learn(signal(service, environment));
            return true;
        });
    }

    private List<Partner> partners(String service) {
        return module().affinities().partners(signal(service, environment));
    }

    private void together(String one, String other) {
        module().inTransaction(() -> {
            module().affinities().together(environment, alert(one), alert(other));
            return true;
        });
    }

    private void apart(String one, String other) {
        module().inTransaction(() -> {
            module().affinities().apart(environment, alert(one), alert(other));
            return true;
        });
    }

    private static Alert alert(String service) {
        return new Alert(service, "trouble");
    }

    private Signal signal(String service, String environment) {
        return new Signal(
                "generic",
                Kind.ALERT,
                Status.FIRING,
                Severity.ERROR,
                service,
                environment,
                service,
                "anything",
                Map.of("alertname", "trouble"),
                Map.of(),
                null,
                null,
                now);
    }
}
