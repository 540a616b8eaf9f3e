package io.mendflow.incident;

import static io.mendflow.incident.Acceptance.Outcome.CLEARED;
import static io.mendflow.incident.Acceptance.Outcome.EASED;
import static io.mendflow.incident.Acceptance.Outcome.JOINED;
import static io.mendflow.incident.Acceptance.Outcome.OPENED;
import static io.mendflow.incident.Acceptance.Outcome.ORPHAN;
import static io.mendflow.incident.Acceptance.Outcome.RECORDED;
import static io.mendflow.incident.Acceptance.Outcome.REOPENED;
import static io.mendflow.incident.Acceptance.Outcome.REPEATED;
import static io.mendflow.incident.Acceptance.Outcome.SILENCED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one signal means for the incidents there are; run on each database by its subclasses. */
abstract class ReceptionTests {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.123456Z");

    private final String service = "web-" + UUID.randomUUID();
    private Instant now = NOON;

    abstract IncidentModule module();

    @BeforeEach
    void forget() {
        module().events().clear();
    }

    @Test
    void opensAnIncidentForTheFirstSignal() {
        Acceptance taken = fires("down");

        assertThat(taken.outcome()).isEqualTo(OPENED);
        assertThat(module().incidents().find(taken.incidentKey())).hasValueSatisfying(incident -> {
            assertThat(incident.state()).isEqualTo(State.OPEN);
            assertThat(incident.service()).isEqualTo(service);
            assertThat(incident.openedAt()).isEqualTo(NOON);
            assertThat(incident.labels()).containsEntry("alertname", "down");
        });
        assertThat(module().events(IncidentOpened.class))
                .extracting(IncidentOpened::key)
                .containsExactly(taken.incidentKey());
    }

    @Test
    void joinsTheOpenIncidentOfTheServiceWithinTheWindow() {
        String key = fires("down").incidentKey();
        now = NOON.plus(Duration.ofMinutes(59));

        Acceptance joined = fires("slow");

        assertThat(joined).isEqualTo(new Acceptance(JOINED, key));
        assertThat(module().incidents().signals(key)).extracting(Signal::title).containsExactly("down", "slow");
    }

    @Test
    void opensAnotherIncidentAfterTheWindow() {
        String key = fires("down").incidentKey();
        now = NOON.plus(Duration.ofMinutes(61));

        Acceptance later = fires("slow");

        assertThat(later.outcome()).isEqualTo(OPENED);
        assertThat(later.incidentKey()).isNotEqualTo(key);
    }

    @Test
    void joinsTheIncidentOfItsOwnEarlierEpisodeEvenAfterTheWindow() {
        String key = fires("down").incidentKey();
        now = NOON.plus(Duration.ofHours(5));

        assertThat(fires("down", now)).isEqualTo(new Acceptance(JOINED, key));
    }

    @Test
    void keepsEnvironmentsApart() {
        String production = fires("down").incidentKey();

        Acceptance staging = accept(signal("down", Status.FIRING, NOON, "staging", Severity.ERROR));

        assertThat(staging.outcome()).isEqualTo(OPENED);
        assertThat(staging.incidentKey()).isNotEqualTo(production);
    }

    @Test
    void keepsBackWhatASilenceCoversAndCountsIt() {
        now = Instant.now();
        Silence silence = silence(
                new Matcher("service", Matcher.Operator.IS, service),
                new Matcher("title", Matcher.Operator.MATCHES, "do.*"));

        assertThat(fires("down", now)).isEqualTo(new Acceptance(SILENCED, null));
        assertThat(fires("down", now)).isEqualTo(new Acceptance(SILENCED, null));
        Acceptance other = fires("slow", now);

        assertThat(other.outcome()).isEqualTo(OPENED);
        assertThat(module().silences().find(silence.id()).orElseThrow().suppressed())
                .isEqualTo(2);
        assertThat(listed())
                .filteredOn(row -> row.signal().title().equals("down"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.silence()).isEqualTo(silence.id());
                    assertThat(row.repeats()).isEqualTo(1);
                });
    }

    @Test
    void opensAnIncidentWithTheFirstNotificationAfterASilence() {
        now = Instant.now();
        Instant began = now;
        Silence silence = silence(new Matcher("service", Matcher.Operator.IS, service));
        fires("down", began);

        module().silences().end(silence.id(), "ada");
        now = Instant.now().plusMillis(1);
        Acceptance taken = fires("down", began);

        assertThat(taken.outcome()).isEqualTo(OPENED);
        assertThat(module().silences().find(silence.id()).orElseThrow().endedBy())
                .isEqualTo("ada");
        assertThat(resolves("down", began)).isEqualTo(new Acceptance(CLEARED, taken.incidentKey()));
    }

    @Test
    void letsASilenceLeaveTheOpenIncidentOfItsOwnSignalAlone() {
        now = Instant.now();
        Instant began = now;
        String key = fires("down", began).incidentKey();
        silence(new Matcher("service", Matcher.Operator.IS, service));

        assertThat(fires("down", began)).isEqualTo(new Acceptance(REPEATED, key));
        assertThat(fires("slow", began)).isEqualTo(new Acceptance(SILENCED, null));
        assertThat(resolves("down", began)).isEqualTo(new Acceptance(CLEARED, key));
    }

    @Test
    void keepsNothingBackBeforeASilenceStartsOrAfterItHasEnded() {
        now = Instant.now();
        Matcher all = new Matcher("service", Matcher.Operator.IS, service);
        module().silences().add(List.of(all), now.plusSeconds(3600), now.plusSeconds(7200), "ada", "a window");

        assertThat(fires("down", now).outcome()).isEqualTo(OPENED);
        now = now.plusSeconds(3700);
        assertThat(fires("slow", now)).isEqualTo(new Acceptance(SILENCED, null));
        now = now.plusSeconds(3600);
        assertThat(fires("late", now).outcome()).isNotEqualTo(SILENCED);
    }

    /** With backtracking this takes longer than the sun has left. */
    @Test
    @Timeout(10)
    void isNotHeldUpByAPatternThatBacktracksForEver() {
        Matcher matcher = new Matcher("title", Matcher.Operator.MATCHES, "(a+)+b");

        assertThat(matcher.fits(signal("a".repeat(900), Status.FIRING, NOON, "production", Severity.ERROR)))
                .isFalse();
    }

    @Test
    void countsWhatWasNewsAndWhatWasNot() {
        now = Instant.now();
        Noise.Figures before = module().noise().since(Duration.ofDays(1));
        Instant began = now;
        fires("down", began);
        fires("down", began);
        fires("slow", began);
        silence(
                new Matcher("service", Matcher.Operator.IS, service),
                new Matcher("title", Matcher.Operator.IS, "known"));
        fires("known", began);
        fires("known", began);
        resolves("slow", began);

        Noise.Figures after = module().noise().since(Duration.ofDays(1));

        assertThat(after.received() - before.received()).isEqualTo(6);
        assertThat(after.repeated() - before.repeated()).isEqualTo(1);
        assertThat(after.silenced() - before.silenced()).isEqualTo(2);
        assertThat(after.evidence() - before.evidence()).isEqualTo(1);
        assertThat(after.joined() - before.joined()).isEqualTo(1);
        assertThat(after.opened() - before.opened()).isEqualTo(1);
        assertThat(after.received())
                .isEqualTo(after.repeated() + after.silenced() + after.evidence() + after.joined() + after.opened());
    }

    @Test
    void refusesASilenceThatMakesNoSense() {
        Matcher matcher = new Matcher("service", Matcher.Operator.IS, service);
        Instant soon = Instant.now().plusSeconds(60);
        assertThatThrownBy(() -> module().silences().add(List.of(), null, soon, "ada", "why"))
                .hasMessageContaining("matchers");
        assertThatThrownBy(() -> module().silences().add(List.of(matcher), null, NOON, "ada", "why"))
                .hasMessageContaining("end after");
        assertThatThrownBy(() -> module().silences().add(List.of(matcher), null, soon, "ada", " "))
                .hasMessageContaining("comment");
        assertThatThrownBy(() -> new Matcher("service", Matcher.Operator.MATCHES, "("))
                .hasMessageContaining("regular expression");
        assertThatThrownBy(() -> Matcher.Operator.parse("~=")).hasMessageContaining("=~");
    }

    /** A silence that begins now, and the signals after it. */
    private Silence silence(Matcher... matchers) {
        Silence silence =
                module().silences().add(List.of(matchers), null, Instant.now().plusSeconds(3600), "ada", "we know");
        now = Instant.now().plusMillis(1);
        return silence;
    }

    @Test
    void countsARepeatAndDoesNothingElse() {
        String key = fires("down").incidentKey();
        module().events().clear();

        assertThat(fires("down")).isEqualTo(new Acceptance(REPEATED, key));
        assertThat(fires("down")).isEqualTo(new Acceptance(REPEATED, key));

        assertThat(listed()).singleElement().satisfies(row -> assertThat(row.repeats())
                .isEqualTo(2));
        assertThat(module().events()).isEmpty();
    }

    @Test
    void clearsTheIncidentWithTheLastResolvedSignal() {
        String key = fires("down").incidentKey();
        fires("slow");

        assertThat(resolves("down", NOON)).isEqualTo(new Acceptance(EASED, key));
        assertThat(module().events(SignalsCleared.class)).isEmpty();
        assertThat(resolves("slow", NOON)).isEqualTo(new Acceptance(CLEARED, key));
        assertThat(module().events(SignalsCleared.class)).containsExactly(new SignalsCleared(key));
        assertThat(module().inTransaction(() -> module().incidents().clear(key)))
                .isTrue();
    }

    @Test
    void tellsThatAClearIncidentFiresAgain() {
        String key = fires("down").incidentKey();
        resolves("down", NOON);

        assertThat(fires("down", NOON.plusSeconds(60))).isEqualTo(new Acceptance(JOINED, key));

        assertThat(module().events(SignalsFiring.class)).containsExactly(new SignalsFiring(key));
        assertThat(module().inTransaction(() -> module().incidents().clear(key)))
                .isFalse();
    }

    @Test
    void endsTheOpenEpisodeWhenTheSenderDoesNotSayWhichOne() {
        String key = fires("down").incidentKey();

        assertThat(accept(signal("down", Status.RESOLVED, null, "production", Severity.ERROR)))
                .isEqualTo(new Acceptance(CLEARED, key));
    }

    @Test
    void ignoresAFiringNoticeThatComesAfterItsOwnEnd() {
        fires("down");
        resolves("down", NOON);
        module().events().clear();

        assertThat(fires("down").outcome()).isEqualTo(REPEATED);
        assertThat(fires("down", NOON.minusSeconds(30)).outcome()).isEqualTo(RECORDED);
        assertThat(module().events()).isEmpty();
    }

    @Test
    void keepsAResolvedNoticeOfNothingKnown() {
        assertThat(resolves("down", NOON)).isEqualTo(new Acceptance(ORPHAN, null));
        assertThat(listed()).hasSize(1);
    }

    @Test
    void recordsAChangeWithoutOpeningAnIncident() {
        Signal deploy = new Signal(
                "generic",
                Kind.CHANGE,
                Status.OCCURRED,
                Severity.INFO,
                service,
                "production-" + service,
                "deploy-" + service,
                "web 2.1 deployed",
                Map.of(),
                Map.of(),
                NOON,
                null,
                NOON);

        assertThat(accept(deploy)).isEqualTo(new Acceptance(RECORDED, null));
        assertThat(accept(deploy).outcome()).isEqualTo(REPEATED);
        assertThat(module().incidents().changes(NOON.minusSeconds(1), "production-" + service))
                .extracting(Signal::title)
                .containsExactly("web 2.1 deployed");
        assertThat(module().incidents().open("production-" + service)).isEmpty();
    }

    @Test
    void raisesTheSeverityToTheWorstSignal() {
        String key = accept(signal("slow", Status.FIRING, NOON, "production", Severity.WARNING))
                .incidentKey();
        accept(signal("down", Status.FIRING, NOON, "production", Severity.CRITICAL));
        accept(signal("warm", Status.FIRING, NOON, "production", Severity.INFO));

        assertThat(module().incidents().find(key).orElseThrow().severity()).isEqualTo(Severity.CRITICAL);
    }

    @Test
    void reopensAtOnceWhenASignalFiresAfterItsTroubleWasVerifiedToBeOver() {
        String key = fires("down").incidentKey();
        module().inTransaction(() -> {
            module().incidents().resolve(key, "mendflow", "Verified");
            return null;
        });
        now = module().incidents().find(key).orElseThrow().resolvedAt().plusSeconds(1);

        Acceptance again = fires("down");

        assertThat(again).isEqualTo(new Acceptance(REOPENED, key));
    }

    @Test
    void reopensWhenAClosedIncidentsSignalStillFiresAfterTheQuietTime() {
        String key = fires("down").incidentKey();
        module().inTransaction(() -> {
            module().incidents().resolve(key, "ada", "looks fine");
            return null;
        });
        Instant closed = module().incidents().find(key).orElseThrow().resolvedAt();

        now = closed.plus(Duration.ofMinutes(4));
        assertThat(fires("down").outcome()).isEqualTo(REPEATED);
        now = closed.plus(Duration.ofMinutes(6));
        Acceptance again = fires("down");
        assertThat(again).isEqualTo(new Acceptance(REOPENED, key));
        now = now.plusSeconds(60);
        assertThat(fires("down")).isEqualTo(new Acceptance(REPEATED, again.incidentKey()));
        assertThat(resolves("down", NOON)).isEqualTo(new Acceptance(CLEARED, again.incidentKey()));
    }

    @Test
    void leavesNothingBehindWhenTheTransactionRollsBack() {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> module().inTransaction(() -> {
                    module().incidents().accept(signal("down", Status.FIRING, NOON, "production", Severity.ERROR), "r");
                    throw new IllegalStateException("boom");
                }))
                .hasMessage("boom");

        assertThat(listed()).isEmpty();
        assertThat(fires("down").outcome()).isEqualTo(OPENED);
    }

    @Test
    void opensOneIncidentWhenManyThreadsBringSignalsOfOneService() throws Exception {
        List<Callable<List<Acceptance>>> deliveries = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String title = "alert-" + i;
            Signal here = signal(title, Status.FIRING, NOON, "production", Severity.ERROR);
            Signal there = signal(title, Status.FIRING, NOON, "staging", Severity.ERROR);
            List<Signal> delivery = i % 2 == 0 ? List.of(here, there) : List.of(there, here);
            deliveries.add(() -> module().incidents().acceptAll(delivery, "r"));
        }

        var threads = Executors.newFixedThreadPool(8);
        List<Acceptance> all = new ArrayList<>();
        try {
            for (Future<List<Acceptance>> done : threads.invokeAll(deliveries)) {
                all.addAll(done.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(all).hasSize(32);
        assertThat(all.stream().filter(taken -> taken.outcome() == OPENED)).hasSize(2);
        assertThat(all.stream().map(Acceptance::incidentKey).distinct()).hasSize(2);
    }

    @Test
    void pagesThroughIncidentsNewestFirst() {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            keys.add(
                    0,
                    accept(signal("down", Status.FIRING, NOON, service + i, Severity.ERROR))
                            .incidentKey());
        }

        List<String> read = new ArrayList<>();
        String cursor = null;
        do {
            Page<Incident> page =
                    module().incidents().list(new IncidentQuery(State.OPEN, true, service, null, null, 2, cursor));
            assertThat(page.items()).hasSizeLessThanOrEqualTo(2);
            page.items().forEach(incident -> read.add(incident.key()));
            cursor = page.nextCursor();
        } while (cursor != null);

        assertThat(read).isEqualTo(keys);
    }

    @AfterAll
    static void closeModules() {
        IncidentModule.closeAll();
    }

    private List<Signals.Listed> listed() {
        return module().signals()
                .list(new SignalQuery(null, null, null, null, service, null, null, null, 50, null))
                .items();
    }

    private Acceptance fires(String title) {
        return fires(title, NOON);
    }

    private Acceptance fires(String title, Instant startsAt) {
        return accept(signal(title, Status.FIRING, startsAt, "production", Severity.ERROR));
    }

    private Acceptance resolves(String title, Instant startsAt) {
        return accept(signal(title, Status.RESOLVED, startsAt, "production", Severity.ERROR));
    }

    private Acceptance accept(Signal signal) {
        return module().incidents().accept(signal, "r");
    }

    private Signal signal(
            String title, Status status, @Nullable Instant startsAt, String environment, Severity severity) {
        return new Signal(
                "alertmanager",
                Kind.ALERT,
                status,
                severity,
                service,
                environment,
                environment + title + service,
                title,
                Map.of("alertname", title),
                Map.of(),
                startsAt,
                null,
                now);
    }
}
