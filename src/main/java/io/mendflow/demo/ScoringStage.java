package io.mendflow.demo;

import io.mendflow.demo.scoring.Payments;
import io.mendflow.demo.scoring.ScoringProcesses;
import io.mendflow.demo.scoring.Traffic;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** What the model act plays on: payments before and after a drift, a model that was trained before it, the service that serves it, and its traffic. */
@Component
@Profile("demo")
class ScoringStage {

    static final String MODEL = "payments";

    private static final long SEED = 7;

    private final DemoSettings settings;
    private final FirstChampion champion;
    private final Path store;
    private final Clock clock;
    private @Nullable ScoringProcesses processes;
    private @Nullable Traffic traffic;
    private boolean over;

    ScoringStage(DemoSettings settings, FirstChampion champion, @Value("${mendflow.home}") Path home, Clock clock) {
        this.settings = settings;
        this.champion = champion;
        this.store = home.resolve("models");
        this.clock = clock;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + settings.scoringPort());
    }

    /** Sets all of it up; the service and the traffic go on until the demo ends. */
    void setUp() {
        Path folder = settings.scoringFolder();
        Path data = folder.resolve("data");
        var service = new ScoringProcesses(folder, settings.scoringPort());
        try {
            Payments.write(data, SEED);
            champion.make(MODEL, data.resolve(Payments.REFERENCE), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to write the payments to " + folder, e);
        }
        serve(service);
        if (!new Patience(clock, Duration.ofMinutes(1)).until(service::answers)) {
            throw new IllegalStateException("Expected the scoring service at %s to answer; is its port taken? See %s"
                    .formatted(address(), folder.resolve("scoring.log")));
        }
        send();
    }

    private synchronized void serve(ScoringProcesses service) {
        if (!over) {
            processes = service;
            service.serve(store, MODEL);
        }
    }

    private synchronized void send() {
        if (!over) {
            traffic = new Traffic(address(), settings.paymentsPerSecond(), clock.millis());
            traffic.start();
        }
    }

    @PreDestroy
    synchronized void clear() {
        over = true;
        if (traffic != null) {
            traffic.close();
        }
        if (processes != null) {
            processes.close();
        }
    }
}
