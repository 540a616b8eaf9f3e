package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar in an alert storm, killed at random. Senders send again what was not answered, or was refused. Printed is the seed of all that is
 * random; {@code -Dmendflow.proof.seed} repeats it, as far as threads let it.
 */
@Tag("proof")
class StormCrashIT {

    private static final int KILLS = Integer.getInteger("mendflow.proof.kills", 20);
    private static final long SEED = Long.getLong("mendflow.proof.seed", System.nanoTime());
    private static final int SENDERS = 8;
    private static final int SERVICES = 20;
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger number = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Test
    void losesNothingAndOpensNoIncidentTwiceOnH2(@TempDir Path home) throws Exception {
        prove("H2", Service.at(home, "--mendflow.inbox.max-pending=3000"));
    }

    @Test
    void losesNothingAndOpensNoIncidentTwiceOnPostgres(@TempDir Path home) throws Exception {
        prove(
                "PostgreSQL",
                Service.at(
                        home,
                        "--mendflow.inbox.max-pending=3000",
                        "--mendflow.engine.job-lock=PT5S",
                        "--spring.datasource.url=" + Databases.postgresUrl()));
    }

    private void prove(String name, Service service) throws Exception {
        System.out.printf("proof of storms on %s: seed %d, %d kills%n", name, SEED, KILLS);
        var random = new Random(SEED);
        try (service) {
            service.start();
            List<Thread> senders = startSenders(service);
            for (int kill = 1; kill <= KILLS; kill++) {
                int enough = acknowledged.size() + 1 + random.nextInt(400);
                Awaitility.await().atMost(PATIENCE).until(() -> acknowledged.size() >= enough);
                TimeUnit.MILLISECONDS.sleep(random.nextInt(300));
                service.kill();
                service.start();
            }
            stopped.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
            Awaitility.await("backlog is worked off").atMost(PATIENCE).until(() -> ledger(service, "pending") == 0);

            System.out.printf(
                    "proof of storms on %s: %d alerts acknowledged, %d times refused; ledger %s%n",
                    name, acknowledged.size(), refused.get(), service.get("/api/ledger"));
            assertLedgerIsExact(service);
            assertThat(fingerprints(service)).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(acknowledged);
            assertOneIncidentAService(service);
            assertThat(service.get("/api/audit/verify").path("intact").asBoolean())
                    .isTrue();
        }
    }

    private List<Thread> startSenders(Service service) {
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < SENDERS; i++) {
            Thread sender = new Thread(() -> {
                while (!stopped.get()) {
                    deliver(service, "f" + number.incrementAndGet());
                }
            });
            sender.start();
            senders.add(sender);
        }
        return senders;
    }

    /** Until it is acknowledged, whatever happens in between. */
    private void deliver(Service service, String fingerprint) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> post(service, fingerprint));
        acknowledged.add(fingerprint);
    }

    private boolean post(Service service, String fingerprint) {
        try (var poster = new Poster(service.port())) {
            int status = poster.post("/hooks/generic", alert(fingerprint));
            assertThat(status).isIn(202, 503);
            if (status == 503) {
                refused.incrementAndGet();
            }
            return status == 202;
        } catch (IOException killed) {
            return false;
        }
    }

    private static String alert(String fingerprint) {
        return """
                {"title":"down","service":"storm-%d","severity":"error","status":"firing","fingerprint":"%s"}"""
                .formatted(Math.floorMod(fingerprint.hashCode(), SERVICES), fingerprint);
    }

    private static void assertLedgerIsExact(Service service) {
        assertThat(ledger(service, "received")).isEqualTo(ledger(service, "processed") + ledger(service, "suppressed"));
        assertThat(ledger(service, "deadLettered")).isZero();
    }

    private static void assertOneIncidentAService(Service service) {
        JsonNode incidents = service.get("/api/incidents?limit=500").path("items");
        assertThat(incidents).hasSize(SERVICES);
        assertThat(incidents)
                .extracting(incident -> incident.path("service").asText())
                .doesNotHaveDuplicates();
        assertThat(service.get("/engine-rest/history/process-instance/count?processDefinitionKey=incident-response")
                        .path("count")
                        .asInt())
                .isEqualTo(SERVICES);
    }

    private static long ledger(Service service, String part) {
        return service.get("/api/ledger").path(part).asLong();
    }

    private static List<String> fingerprints(Service service) {
        List<String> fingerprints = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = service.get("/api/signals?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items")
                    .forEach(signal ->
                            fingerprints.add(signal.path("fingerprint").asText()));
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !"null".equals(cursor));
        return fingerprints;
    }
}
