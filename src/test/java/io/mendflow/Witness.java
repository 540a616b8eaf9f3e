package io.mendflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * What runbooks really did: a server outside of Mendflow that notes every effect at the moment it comes in, and answers a little later, so that a
 * kill in between finds a step in its middle.
 */
final class Witness implements AutoCloseable {

    private static final int SLOWEST_MILLIS = 200;

    /** Looks that it takes until what a run waits for is so. */
    private static final int LOOKS = 4;

    private final HttpServer server;
    private final ScheduledExecutorService later = Executors.newScheduledThreadPool(2);
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Integer> looks = new ConcurrentHashMap<>();
    private final Random random;

    Witness(long seed) {
        random = new Random(seed);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/effect/", this::effect);
        server.createContext(
                "/ready/",
                exchange -> answer(
                        exchange,
                        looks.merge(exchange.getRequestURI().getPath(), 1, Integer::sum) >= LOOKS ? 204 : 503));
        server.start();
    }

    /** Something that a run has done. */
    record Effect(String run, String step) {}

    private void effect(HttpExchange exchange) {
        String[] path = exchange.getRequestURI().getPath().split("/");
        int delay;
        synchronized (effects) {
            effects.add(new Effect(path[2], path[3]));
            delay = random.nextInt(SLOWEST_MILLIS);
            effects.notifyAll();
        }
        later.schedule(() -> answer(exchange, 204), delay, TimeUnit.MILLISECONDS);
    }

    private static void answer(HttpExchange exchange, int status) {
        try (exchange) {
            exchange.sendResponseHeaders(status, -1);
        } catch (IOException killed) {
            // Whoever asked is gone.
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** All that was done, in the order in which it came in. */
    List<Effect> effects() {
        synchronized (effects) {
            return List.copyOf(effects);
        }
    }

    /** What one run has done, by the names of the steps. */
    List<String> of(String run) {
        return effects().stream()
                .filter(effect -> effect.run().equals(run))
                .map(Effect::step)
                .toList();
    }

    /** Waits until so many more effects have come in, or the time is over. */
    void awaitMore(int count, long millis) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        synchronized (effects) {
            int wanted = effects.size() + count;
            long left = millis;
            while (effects.size() < wanted && left > 0) {
                effects.wait(left);
                left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        later.shutdownNow();
    }
}
