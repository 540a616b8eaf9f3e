package io.mendflow.demo.scoring;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Payments from after the drift, sent to the scoring service one after the other until it is closed: {@code java -cp …
 * io.mendflow.demo.scoring.Traffic <address of the service> <payments a second>}. A payment that nobody answers is lost, as at a till.
 */
public final class Traffic implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final URI address;
    private final long nanosBetween;
    private final long seed;
    private final PaymentSource source;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Thread thread = new Thread(this::send, "mendflow-demo-traffic");
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile boolean closed;

    /**
     * @param service such as {@code http://127.0.0.1:18083}
     * @param perSecond 1 to 1000; fewer when the service is too slow for as many
     * @param seed the same one gives the same payments with the same ids
     */
    public Traffic(URI service, int perSecond, long seed) {
        if (perSecond < 1 || perSecond > 1000) {
            throw new IllegalArgumentException("Expected 1 to 1000 payments a second, got " + perSecond);
        }
        this.address = service.resolve("/score");
        this.nanosBetween = Duration.ofSeconds(1).toNanos() / perSecond;
        this.seed = seed;
        this.source = new PaymentSource(Period.AFTER, seed);
        this.thread.setDaemon(true);
    }

    public static void main(String[] arguments) throws InterruptedException {
        var traffic = new Traffic(URI.create(arguments[0]), Integer.parseInt(arguments[1]), System.nanoTime());
        traffic.start();
        traffic.thread.join();
    }

    public void start() {
        thread.start();
    }

    /** How many were scored. */
    public long answered() {
        return answered.get();
    }

    /** How many were not: by an error, or because nobody answered. */
    public long failed() {
        return failed.get();
    }

    /** Sends no more; returns when the last one is answered, or lost. */
    @Override
    public void close() {
        closed = true;
        LockSupport.unpark(thread);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void send() {
        long due = System.nanoTime();
        for (long number = 1; !closed; number++) {
            (scores(number) ? answered : failed).incrementAndGet();
            // Payments that are late are not sent all at once.
            due = Math.max(due + nanosBetween, System.nanoTime() - nanosBetween);
            while (!closed && System.nanoTime() - due < 0) {
                LockSupport.parkNanos(due - System.nanoTime());
            }
        }
    }

    private boolean scores(long number) {
        Map<String, Object> payment = new LinkedHashMap<>();
        payment.put("id", seed + "-" + number);
        payment.putAll(source.next().live());
        try {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .timeout(PATIENCE)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.writeValueAsString(payment)))
                    .build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            closed = true;
            return false;
        }
    }
}
