package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged jar on its own database file, killed in the middle of deliveries. */
@Tag("peers")
class CrashIT {

    private static final int SENDERS = 8;
    private static final int ENOUGH = 200;

    @Test
    void accountsForEveryAcknowledgedReceiptAfterKill9(@TempDir Path home) throws Exception {
        try (Service service = Service.at(home).start()) {
            Set<String> acknowledged = new ConcurrentSkipListSet<>();
            var stopped = new AtomicBoolean();
            ExecutorService senders = send(service, acknowledged, stopped);
            Awaitility.await().atMost(Duration.ofSeconds(60)).until(() -> acknowledged.size() >= ENOUGH);

            service.kill();
            stopped.set(true);
            senders.shutdown();
            assertThat(senders.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
            service.start();

            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .until(() -> service.get("/api/ledger").path("pending").asLong() == 0);
            JsonNode ledger = service.get("/api/ledger");
            assertThat(ledger.path("received").asLong()).isGreaterThanOrEqualTo(acknowledged.size());
            assertThat(ledger.path("received").asLong())
                    .isEqualTo(ledger.path("processed").asLong()
                            + ledger.path("suppressed").asLong()
                            + ledger.path("deadLettered").asLong());
            assertThat(ledger.path("deadLettered").asLong()).isZero();
            assertThat(receiptsWithSignals(service)).containsAll(acknowledged);
        }
    }

    private static ExecutorService send(Service service, Set<String> acknowledged, AtomicBoolean stopped) {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        var number = new AtomicInteger();
        for (int sender = 0; sender < SENDERS; sender++) {
            senders.execute(() -> {
                while (!stopped.get()) {
                    try {
                        HttpResponse<String> answer =
                                service.hook("generic", alert(number.incrementAndGet()), Map.of());
                        if (answer.statusCode() == 202) {
                            acknowledged.add(new ObjectMapper()
                                    .readTree(answer.body())
                                    .path("receipt")
                                    .asText());
                        }
                    } catch (Exception killed) {
                        // A connection that breaks was not acknowledged.
                        return;
                    }
                }
            });
        }
        return senders;
    }

    private static Map<String, Object> alert(int number) {
        return Map.of(
                "title",
                "alert " + number,
                "service",
                "storm-" + number % 20,
                "severity",
                "info",
                "fingerprint",
                "storm-" + number,
                "status",
                "firing",
                "labels",
                Map.of("mendflow_route", "ignore"));
    }

    private static Set<String> receiptsWithSignals(Service service) {
        Set<String> receipts = new TreeSet<>();
        String cursor = "";
        do {
            JsonNode page = service.get("/api/signals?limit=500" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items")
                    .forEach(signal -> receipts.add(signal.path("receipt").asText()));
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty() && !"null".equals(cursor));
        return receipts;
    }
}
