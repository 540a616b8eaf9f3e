package io.mendflow.intake.probe;

import io.mendflow.intake.probe.ProbeSettings.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** Looks for checks that are due and makes them. Every node does; each check is made by the one that claims it. */
@Component
class Probes implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Probes.class);
    private static final int CHECKS_AT_ONCE = 16;
    private static final long SHORTEST_TICK = 20;
    private static final long LONGEST_TICK = 500;

    private final Map<String, Probe> probes;
    private final Episodes episodes;
    private final Check check = new Check();
    private final Set<String> known = ConcurrentHashMap.newKeySet();
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();
    private ScheduledExecutorService ticks = Executors.newSingleThreadScheduledExecutor();
    private ExecutorService checks = ticks;
    private volatile boolean running;

    Probes(ProbeSettings settings, Episodes episodes) {
        this.probes = settings.probes();
        this.episodes = episodes;
    }

    /** Begins when all else stands, so that what it finds is worked on. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    @Override
    public void start() {
        if (running || probes.isEmpty()) {
            return;
        }
        running = true;
        ticks = Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "mendflow-probes"));
        checks = Executors.newFixedThreadPool(
                Math.min(CHECKS_AT_ONCE, probes.size()), work -> new Thread(work, "mendflow-probe"));
        ticks.scheduleWithFixedDelay(this::tick, 0, pace(), TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            probes.forEach((name, probe) -> {
                if (known.add(name)) {
                    knowOrForget(name);
                }
                if (underWay.add(name)) {
                    claim(name, probe);
                }
            });
        } catch (RuntimeException e) {
            log.warn("Probes wait: {}", e.getMessage());
        }
    }

    private void knowOrForget(String name) {
        try {
            episodes.know(name);
        } catch (RuntimeException e) {
            known.remove(name);
            throw e;
        }
    }

    private void claim(String name, Probe probe) {
        boolean claimed = false;
        try {
            var token = episodes.claim(name, probe);
            if (token.isPresent()) {
                checks.execute(() -> make(name, probe, token.get()));
                claimed = true;
            }
        } finally {
            if (!claimed) {
                underWay.remove(name);
            }
        }
    }

    private void make(String name, Probe probe, Instant token) {
        try {
            episodes.settle(name, probe, token, check.of(probe));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            log.warn("The result of probe {} was not kept: {}", name, e.getMessage());
        } finally {
            underWay.remove(name);
        }
    }

    /** Often enough that a check is at most a quarter of its interval late. */
    private long pace() {
        long shortest = probes.values().stream()
                .map(Probe::every)
                .mapToLong(Duration::toMillis)
                .min()
                .orElse(LONGEST_TICK);
        return Math.max(SHORTEST_TICK, Math.min(LONGEST_TICK, shortest / 4));
    }

    @Override
    public void stop() {
        running = false;
        ticks.shutdownNow();
        checks.shutdownNow();
        try {
            ticks.awaitTermination(5, TimeUnit.SECONDS);
            checks.awaitTermination(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public boolean isAutoStartup() {
        return false;
    }
}
