package io.mendflow.demo;

import io.mendflow.incident.Incident;
import io.mendflow.incident.IncidentQuery;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Signal;
import io.mendflow.incident.SignalQuery;
import io.mendflow.incident.Signals;
import io.mendflow.incident.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Four acts: a process dies, a process hangs, a risky mend waits for a person, and a model goes stale. Everything in them is real. */
@Component
@Profile("demo")
class Demo {

    private static final Logger log = LoggerFactory.getLogger(Demo.class);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final DemoSettings settings;
    private final Incidents incidents;
    private final Signals signals;
    private final DemoUser user;
    private final Clock clock;
    private final ModelAct models;
    private final Addresses addresses;
    private volatile boolean closed;

    Demo(
            DemoSettings settings,
            Incidents incidents,
            Signals signals,
            DemoUser user,
            Clock clock,
            ModelAct models,
            Addresses addresses) {
        this.settings = settings;
        this.incidents = incidents;
        this.signals = signals;
        this.user = user;
        this.clock = clock;
        this.models = models;
        this.addresses = addresses;
    }

    @EventListener
    void play(ApplicationReadyEvent ready) {
        var stage = new Thread(this::play, "mendflow-demo");
        stage.setDaemon(true);
        stage.start();
    }

    /** From now on nothing that fails says anything. */
    @EventListener
    void close(ContextClosedEvent end) {
        closed = true;
    }

    private void play() {
        var shop = new PatientProcess(settings.folder(), settings.shopPort());
        var ledger = new PatientProcess(settings.folder(), settings.ledgerPort());
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            shop.kill();
            ledger.kill();
        }));
        try {
            shop.start();
            ledger.start();
            waitForHealth(shop);
            waitForHealth(ledger);
            beginAnew("shop");
            beginAnew("ledger");
            act("ACT 1  A process dies. The shop is killed (kill -9).", shop::kill, "shop", State.RESOLVED);
            act("ACT 2  A process hangs. The shop is alive and answers nobody.", shop::hang, "shop", State.RESOLVED);
            act(
                    "ACT 3  A risky mend waits for a person. The ledger is killed; its runbook is of medium risk.",
                    ledger::kill,
                    "ledger",
                    State.AWAITING_APPROVAL);
            models.play();
            addresses.print();
        } catch (RuntimeException e) {
            if (closed) {
                return;
            }
            log.error("The demo stopped: {}", e.getMessage(), e);
            addresses.print();
        }
    }

    private void act(String title, Runnable harm, String service, State end) {
        Instant begin = clock.instant();
        log.info("");
        log.info("── {}", title);
        harm.run();
        Optional<Incident> incident =
                waitFor(service, begin, found -> found.state() == end || found.state() == State.ESCALATED);
        if (incident.isEmpty() || incident.get().state() != end) {
            throw new IllegalStateException("Expected an incident of '%s' to be %s within %s, but %s"
                    .formatted(
                            service,
                            end.text(),
                            PATIENCE,
                            incident.map(found ->
                                            found.key() + " is " + found.state().text())
                                    .orElse("there is none such")));
        }
        Duration took = Duration.between(begin, clock.instant());
        log.info("   {} is {} after {} s", incident.get().key(), end.text(), took.toMillis() / 1000.0);
    }

    private Optional<Incident> waitFor(String service, Instant since, Predicate<Incident> wanted) {
        new Patience(clock, PATIENCE)
                .until(() -> newest(service, since).filter(wanted).isPresent());
        return newest(service, since);
    }

    private Optional<Incident> newest(String service, Instant since) {
        return incidents.list(new IncidentQuery(null, null, service, null, null, 1, null)).items().stream()
                .filter(incident -> !incident.openedAt().isBefore(since))
                .findFirst();
    }

    private void waitForHealth(PatientProcess patient) {
        if (!new Patience(clock, PATIENCE).until(patient::answers)) {
            throw new IllegalStateException(
                    "Expected the patient at %s to answer; is its port taken?".formatted(patient.health()));
        }
    }

    /**
     * Ends what an earlier start has left. A probe that still takes a service for down would not see it go down, and new trouble would join an incident
     * that is open.
     */
    private void beginAnew(String service) {
        var newest = new SignalQuery(null, null, null, null, service, null, null, null, 1, null);
        boolean calm = new Patience(clock, PATIENCE).until(() -> signals.list(newest).items().stream()
                .noneMatch(listed -> listed.signal().status() == Signal.Status.FIRING));
        if (!calm) {
            throw new IllegalStateException(
                    "Expected the probe of '%s' to see that it is healthy, but it has not".formatted(service));
        }
        incidents
                .list(new IncidentQuery(null, true, service, null, null, 10, null))
                .items()
                .forEach(incident -> user.post(
                        "/api/incidents/%s/resolve".formatted(incident.key()),
                        Map.of("comment", "The demo begins anew")));
    }
}
