package io.mendflow.incident;

import static io.mendflow.incident.Acceptance.Outcome.JOINED;
import static io.mendflow.incident.Acceptance.Outcome.OPENED;
import static io.mendflow.incident.Acceptance.Outcome.REOPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which signals belong together, and why; run on each database by its subclasses. The module's topology: edge calls shop, shop calls stock. */
abstract class CorrelationTests {

    private String environment = "";
    private Instant now = Instant.EPOCH;

    abstract IncidentModule module();

    @BeforeEach
    void begin() {
        environment = "production-" + UUID.randomUUID();
        now = Instant.parse("2026-03-01T12:00:00Z");
        module().events().clear();
    }

    @AfterAll
    static void closeModules() {
        IncidentModule.closeAll();
    }

    @Test
    void saysOnTheTimelineWhyASignalJoined() {
        String key = fires("shop", "down").incidentKey();
        fires("shop", "slow");
        resolves("shop", "slow");
        later(Duration.ofHours(2));
        fires("shop", "slow");

        assertThat(lines(key))
                .containsExactly(
                        "opened: Opened by alertmanager: down",
                        "signal: Joined from alertmanager: slow, because shop is in trouble here",
                        "signal: Resolved at alertmanager: slow",
                        "signal: Joined from alertmanager: slow, because it fired in this incident before");
    }

    @Test
    void joinsTheIncidentOfAServiceThatCallsItsOwn() {
        String key = fires("shop", "errors").incidentKey();

        Acceptance callee = fires("stock", "down");
        Acceptance stranger = fires("mail", "down");

        assertThat(callee).isEqualTo(new Acceptance(JOINED, key));
        assertThat(lines(key))
                .last()
                .asString()
                .endsWith("down, because shop is in trouble here, and shop calls stock");
        assertThat(stranger.outcome()).isEqualTo(OPENED);
        assertThat(module().incidents().alerts(key))
                .containsExactly(new Alert("shop", "errors"), new Alert("stock", "down"));
    }

    @Test
    void looksAsFarAlongTheTopologyAsItMay() {
        String edge = fires("edge", "errors").incidentKey();
        assertThat(fires("stock", "down").outcome()).isEqualTo(OPENED);
        assertThat(fires("shop", "slow")).isEqualTo(new Acceptance(JOINED, edge));
    }

    @Test
    void keepsWhatIsCalledInAnIncidentOfItsOwnWhenItWasFirst() {
        String stock = fires("stock", "down").incidentKey();

        assertThat(fires("shop", "errors").incidentKey()).isNotEqualTo(stock);
    }

    @Test
    void joinsNoIncidentOfANeighbourWhoseLastSignalIsOld() {
        fires("shop", "errors");
        later(Duration.ofMinutes(61));

        assertThat(fires("stock", "down").outcome()).isEqualTo(OPENED);
    }

    @Test
    void reopensAResolvedIncidentWhenItsAlertFiresAgainSoon() {
        String key = fires("shop", "down").incidentKey();
        resolves("shop", "down");
        resolve(key);
        later(Duration.ofMinutes(9));

        Acceptance again = fires("shop", "down");

        assertThat(again).isEqualTo(new Acceptance(REOPENED, key));
        Incident incident = module().incidents().find(key).orElseThrow();
        assertThat(incident.state()).isEqualTo(State.OPEN);
        assertThat(incident.reopened()).isEqualTo(1);
        assertThat(incident.resolvedAt()).isNull();
        assertThat(incident.acknowledgedBy()).isNull();
        assertThat(lines(key))
                .last()
                .asString()
                .contains("Reopened by alertmanager: down fires again, 9 minutes after");
        assertThat(module().events(IncidentReopened.class)).containsExactly(new IncidentReopened(key, Severity.ERROR));
        assertThat(module().events(IncidentOpened.class)).hasSize(1);
    }

    @Test
    void isAboutWhatReopenedIt() {
        String key = fires("shop", "down").incidentKey();
        fires("stock", "slow");
        resolves("shop", "down");
        resolves("stock", "slow");
        resolve(key);
        later(Duration.ofMinutes(1));

        assertThat(fires("stock", "slow")).isEqualTo(new Acceptance(REOPENED, key));

        Incident incident = module().incidents().find(key).orElseThrow();
        assertThat(incident.service()).isEqualTo("stock");
        assertThat(incident.title()).isEqualTo("slow");
        assertThat(incident.labels()).containsEntry("alertname", "slow");
    }

    @Test
    void breaksTheSoakOfAnIncidentInVerificationWithWhatIsNew() {
        String key = fires("shop", "down").incidentKey();
        module().inTransaction(() -> {
            module().incidents().diagnosing(key, "why");
            module().incidents().verifying(key, "Waiting");
            return null;
        });
        module().events().clear();

        fires("stock", "slow");

        assertThat(module().events(SignalsFiring.class)).containsExactly(new SignalsFiring(key));
    }

    @Test
    void saysOnceThatAnAlertFlapsHoweverSteadily() {
        now = Instant.now();
        String key = fires("shop", "shaky").incidentKey();
        for (int i = 0; i < 12; i++) {
            later(Duration.ofSeconds(290));
            if (i % 2 == 0) {
                resolves("shop", "shaky");
            } else {
                fires("shop", "shaky");
            }
        }
        assertThat(lines(key)).filteredOn(line -> line.startsWith("flapping")).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void opensANewIncidentThatNamesTheOldOneWhenItIsLate() {
        String key = fires("shop", "down").incidentKey();
        resolves("shop", "down");
        resolve(key);
        later(Duration.ofMinutes(11));

        Acceptance again = fires("shop", "down");

        assertThat(again.outcome()).isEqualTo(OPENED);
        assertThat(module().incidents().find(again.incidentKey()).orElseThrow().links())
                .isEqualTo(new Links(key, null, null));
        assertThat(lines(again.incidentKey()))
                .containsExactly("opened: Opened by alertmanager: down; the same alert was in " + key + " before");
    }

    @Test
    void opensANewIncidentForAnotherAlertOfAServiceThatWasMended() {
        String key = fires("shop", "down").incidentKey();
        resolves("shop", "down");
        resolve(key);

        assertThat(fires("shop", "slow").outcome()).isEqualTo(OPENED);
    }

    @Test
    void holdsAnIncidentWithAFlappingAlertOpenForLonger() {
        now = Instant.now();
        String key = fires("shop", "shaky").incidentKey();
        for (int i = 0; i < 2; i++) {
            resolves("shop", "shaky");
            later(Duration.ofSeconds(20));
            fires("shop", "shaky");
        }
        assertThat(module().incidents().calm(key)).isEmpty();
        assertThat(flap(key).score()).isEqualTo(0.83);

        resolves("shop", "shaky");

        assertThat(module().incidents().calm(key)).contains(Duration.ofMinutes(5));
        assertThat(flap(key)).satisfies(flap -> {
            assertThat(flap.changes()).isEqualTo(6);
            assertThat(flap.score()).isEqualTo(1.0);
            assertThat(flap.isFlapping()).isTrue();
        });
        assertThat(lines(key))
                .last()
                .asString()
                .startsWith("flapping: shaky flaps: it began or ended 6 times within PT30M");
        int told = lines(key).size();
        later(Duration.ofSeconds(20));
        fires("shop", "shaky");
        resolves("shop", "shaky");
        assertThat(lines(key)).hasSize(told);
    }

    @Test
    void joinsTheIncidentOfAnAlertThatItHasFiredTogetherWith() {
        for (int i = 0; i < 3; i++) {
            String mail = fires("mail", "stuck").incidentKey();
            later(Duration.ofSeconds(30));
            Acceptance search = fires("search", "slow");
            assertThat(search.outcome()).isEqualTo(OPENED);
            resolves("mail", "stuck");
            resolves("search", "slow");
            resolve(mail);
            resolve(search.incidentKey());
            later(Duration.ofHours(3));
        }

        String key = fires("mail", "stuck").incidentKey();
        later(Duration.ofSeconds(30));

        assertThat(fires("search", "slow")).isEqualTo(new Acceptance(JOINED, key));
        assertThat(lines(key))
                .last()
                .asString()
                .contains("because 'stuck on mail' fires together with it (3 times, affinity 0.92)");
        assertThat(fires("search", "full").incidentKey()).isEqualTo(key);
        assertThat(fires("print", "slow").outcome()).isEqualTo(OPENED);
    }

    @Test
    void mergesIncidentsAndClosesThoseThatWereMerged() {
        String into = fires("shop", "down").incidentKey();
        String from = fires("mail", "stuck", Severity.CRITICAL).incidentKey();
        resolves("shop", "down");
        module().events().clear();

        module().regrouping().merge(into, List.of(from), "ada", "one trouble");

        Incident merged = module().incidents().find(from).orElseThrow();
        assertThat(merged.state()).isEqualTo(State.RESOLVED);
        assertThat(merged.links().mergedInto()).isEqualTo(into);
        assertThat(merged.resolution()).isEqualTo("Merged into " + into + " by ada: one trouble");
        assertThat(module().incidents().find(into).orElseThrow().severity()).isEqualTo(Severity.CRITICAL);
        assertThat(module().incidents().firing(into)).extracting(Signal::title).containsExactly("stuck");
        assertThat(module().events(IncidentMerged.class))
                .extracting(IncidentMerged::key)
                .containsExactly(from);
        assertThat(module().events(SignalsFiring.class)).containsExactly(new SignalsFiring(into));
        assertThat(fires("mail", "stuck").incidentKey()).isEqualTo(into);
        assertThat(resolves("mail", "stuck").incidentKey()).isEqualTo(into);
    }

    @Test
    void splitsAnIncidentAndNeverJoinsItsPartsAgain() {
        String key = fires("shop", "errors").incidentKey();
        fires("stock", "down", Severity.CRITICAL);
        module().events().clear();

        String made = module().regrouping().split(key, Set.of(fingerprint("stock", "down")), "ada", "two troubles");

        assertThat(module().incidents().find(made).orElseThrow()).satisfies(incident -> {
            assertThat(incident.service()).isEqualTo("stock");
            assertThat(incident.severity()).isEqualTo(Severity.CRITICAL);
            assertThat(incident.links().splitFrom()).isEqualTo(key);
        });
        assertThat(module().incidents().find(key).orElseThrow()).satisfies(incident -> {
            assertThat(incident.severity()).isEqualTo(Severity.ERROR);
            assertThat(incident.title()).isEqualTo("errors");
        });
        assertThat(module().incidents().signals(key)).extracting(Signal::title).containsExactly("errors");
        assertThat(module().events(IncidentOpened.class))
                .extracting(IncidentOpened::key)
                .containsExactly(made);

        resolves("stock", "down");
        resolve(made);
        later(Duration.ofMinutes(30));
        fires("shop", "errors");
        Acceptance again = fires("stock", "down");
        assertThat(again.outcome()).isEqualTo(OPENED);

        module().regrouping().merge(key, List.of(again.incidentKey()), "ada", "after all");
        resolves("stock", "down");
        resolves("shop", "errors");
        resolve(key);
        later(Duration.ofMinutes(30));
        String anew = fires("shop", "errors").incidentKey();
        assertThat(fires("stock", "down")).isEqualTo(new Acceptance(JOINED, anew));
    }

    @Test
    void refusesToRegroupWhatMakesNoSense() {
        String key = fires("shop", "errors").incidentKey();
        String other = fires("mail", "stuck").incidentKey();
        Regrouping regrouping = module().regrouping();

        assertThatThrownBy(() -> regrouping.merge(key, List.of(key), "ada", "why"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("other incidents");
        assertThatThrownBy(() -> regrouping.merge(key, List.of("INC-0"), "ada", "why"))
                .isInstanceOf(UnknownIncident.class);
        assertThatThrownBy(() -> regrouping.split(key, Set.of("unknown"), "ada", "why"))
                .hasMessageContaining("unknown")
                .hasMessageContaining(fingerprint("shop", "errors"));
        assertThatThrownBy(() -> regrouping.split(key, Set.of(fingerprint("shop", "errors")), "ada", "why"))
                .hasMessageContaining("would go");
        resolve(other);
        assertThatThrownBy(() -> regrouping.merge(key, List.of(other), "ada", "why"))
                .hasMessageContaining("to be open, but it is 'resolved'");
    }

    @Test
    void countsByWhichRuleSignalsJoined() {
        now = Instant.now();
        Map<String, Long> before = module().noise().since(Duration.ofDays(1)).joinedBy();
        fires("shop", "errors");
        fires("shop", "slow");
        fires("stock", "down");

        Map<String, Long> after = module().noise().since(Duration.ofDays(1)).joinedBy();

        assertThat(more(before, after, "service")).isEqualTo(1);
        assertThat(more(before, after, "topology")).isEqualTo(1);
        assertThat(after).doesNotContainKey("opened");
    }

    /** Deliveries of one sender may come in any order and more than once. */
    @Test
    void endsInTheSameIncidentsWhateverTheOrder() {
        long seed = System.nanoTime();
        Set<Set<String>> expected = null;
        for (int round = 0; round < 12; round++) {
            environment = "production-" + UUID.randomUUID();
            var deliveries = new ArrayList<Signal>();
            for (String service : List.of("mail", "search")) {
                for (String title : List.of("down", "slow")) {
                    deliveries.add(signal(service, title, Status.FIRING, now, Severity.ERROR));
                    deliveries.add(signal(service, title, Status.FIRING, now, Severity.ERROR));
                    deliveries.add(signal(service, title, Status.FIRING, now.plusSeconds(600), Severity.ERROR));
                }
            }
            Collections.shuffle(deliveries, new Random(seed + round));
            deliveries.forEach(signal -> module().incidents().accept(signal, "r"));

            var incidents = new HashSet<Set<String>>();
            for (Incident incident : module().incidents().open(environment)) {
                var facts = new TreeSet<String>();
                module().incidents()
                        .signals(incident.key())
                        .forEach(signal -> facts.add(signal.service() + signal.title() + signal.startsAt()));
                incidents.add(facts);
            }
            expected = expected == null ? incidents : expected;
            assertThat(incidents)
                    .as("seed %d, round %d", seed, round)
                    .hasSize(2)
                    .isEqualTo(expected);
        }
    }

    private static long more(Map<String, Long> before, Map<String, Long> after, String rule) {
        return after.getOrDefault(rule, 0L) - before.getOrDefault(rule, 0L);
    }

    private Flap flap(String key) {
        return module().incidents().flap(key).orElseThrow();
    }

    private List<String> lines(String key) {
        return module().timeline().of(key).stream()
                .map(entry -> entry.kind() + ": " + entry.text())
                .toList();
    }

    /** As the flow or a person does it; the time of it is that of the signals. */
    private void resolve(String key) {
        module().inTransaction(() -> {
            module().incidents().resolve(key, "mendflow", "Verified");
            return null;
        });
        module().setResolvedAt(key, now);
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private Acceptance fires(String service, String title) {
        return fires(service, title, Severity.ERROR);
    }

    private Acceptance fires(String service, String title, Severity severity) {
        return module().incidents().accept(signal(service, title, Status.FIRING, now, severity), "r");
    }

    private Acceptance resolves(String service, String title) {
        return module().incidents().accept(signal(service, title, Status.RESOLVED, null, Severity.ERROR), "r");
    }

    private String fingerprint(String service, String title) {
        return environment + service + title;
    }

    private Signal signal(String service, String title, Status status, @Nullable Instant startsAt, Severity severity) {
        return new Signal(
                "alertmanager",
                Kind.ALERT,
                status,
                severity,
                service,
                environment,
                fingerprint(service, title),
                title,
                Map.of("alertname", title),
                Map.of(),
                startsAt,
                null,
                now);
    }
}
