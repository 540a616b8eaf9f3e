package io.mendflow.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** The threads that process deliveries: woken by a commit on this node, and looking by themselves for what other nodes left. */
@Component
class Workers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    /** So many deliveries in one commit mean that they come faster than they can be processed. */
    private static final int FLOOD = 8;

    private static final long FLOOD_LASTS_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    /**
     * In a flood a worker pauses so many times as long as it has worked: to acknowledge comes first, and the most urgent are still processed
     * meanwhile.
     */
    private static final int FLOOD_PACE = 2;

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long PATIENCE_MILLIS = 10_000;

    private final Processing processing;
    private final Room room;
    private final InboxSettings settings;
    private final Semaphore wakings = new Semaphore(0);
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile long floodUntil = System.nanoTime();
    private volatile String lastComplaint = "";

    Workers(Processing processing, Room room, InboxSettings settings) {
        this.processing = processing;
        this.room = room;
        this.settings = settings;
    }

    /** @param deliveries that one commit has just added */
    void wake(int deliveries) {
        if (deliveries >= FLOOD) {
            floodUntil = System.nanoTime() + FLOOD_LASTS_NANOS;
        }
        int missing = Math.min(deliveries, settings.workers()) - wakings.availablePermits();
        if (missing > 0) {
            wakings.release(missing);
        }
    }

    void wakeAfterCommit(int deliveries) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                wake(deliveries);
            }
        });
    }

    /** Begins when all else stands: the flows that incidents start are deployed by then. */
    @EventListener(ApplicationReadyEvent.class)
    @Order(Ordered.LOWEST_PRECEDENCE)
    @Override
    public void start() {
        if (running) {
            return;
        }
        running = true;
        for (int i = 1; i <= settings.workers(); i++) {
            Thread thread = new Thread(this::work, "mendflow-intake-" + i);
            threads.add(thread);
            thread.start();
        }
    }

    private void work() {
        while (running) {
            try {
                long begun = System.nanoTime();
                boolean worked = processing.next();
                lastComplaint = "";
                if (!worked) {
                    room.count();
                    idle();
                } else if (System.nanoTime() - floodUntil < 0) {
                    giveWay(System.nanoTime() - begun);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                complain(Failures.reason(e));
                pause();
            }
        }
    }

    private static void giveWay(long worked) {
        LockSupport.parkNanos(Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, FLOOD_PACE * worked)));
    }

    /** Once for each reason, however long it lasts. */
    private void complain(String reason) {
        if (!reason.equals(lastComplaint)) {
            log.warn("Deliveries wait: {}", reason);
        }
        lastComplaint = reason;
    }

    private void idle() throws InterruptedException {
        wakings.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** After a failure of the database a waking is no reason to try at once. */
    private void pause() {
        try {
            new Semaphore(0).tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void stop() {
        running = false;
        wakings.release(settings.workers());
        try {
            for (Thread thread : threads) {
                thread.join(PATIENCE_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        threads.clear();
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
