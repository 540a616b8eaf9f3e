package io.mendflow.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Commits deliveries: those that wait at the same moment share one transaction, and each of them returns after the commit. When a shared
 * transaction fails for a reason that may lie in one delivery, each is committed by itself.
 */
@Component
class Writer implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Writer.class);
    private static final int MOST_AT_ONCE = 128;
    private static final int MOST_WAITING = 1024;
    private static final int RACES = 5;

    private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Inbox inbox;
    private final Room room;
    private final Workers workers;
    private final InboxSettings settings;
    private final TransactionTemplate transaction;
    private volatile boolean running;
    private Thread thread = new Thread();

    Writer(Inbox inbox, Room room, Workers workers, InboxSettings settings, PlatformTransactionManager transactions) {
        this.inbox = inbox;
        this.room = room;
        this.workers = workers;
        this.settings = settings;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * Commits a delivery.
     *
     * @return the receipt it is known by: its own, or that of the like delivery before it
     */
    String write(Entry entry) {
        int size = entry.delivery().body().length;
        room.reserve(size);
        var waiting = new Waiting(entry, new CompletableFuture<>());
        // Settles exactly once, also when the commit comes after the request has given up.
        waiting.receipt.whenComplete(
                (receipt, failure) -> room.settled(size, entry.receipt().equals(receipt)));
        if (!running || !queue.offer(waiting)) {
            waiting.receipt.completeExceptionally(Refusal.full(
                    running
                            ? "more deliveries wait for their commit than the database keeps up with"
                            : "this node stops"));
        }
        return await(waiting);
    }

    private String await(Waiting waiting) {
        try {
            return waiting.receipt.get(settings.answerWithin().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw Refusal.databaseAway("the database did not commit within " + settings.answerWithin());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.databaseAway("this node stops");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Refusal refusal ? refusal : Refusal.databaseAway("the database refused");
        }
    }

    private void work() {
        List<Waiting> batch = new ArrayList<>();
        while (running || !queue.isEmpty()) {
            try {
                Waiting first = queue.poll(100, TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    queue.drainTo(batch, MOST_AT_ONCE - 1);
                    commit(batch);
                }
            } catch (InterruptedException e) {
                running = false;
            } catch (Throwable e) {
                log.error("Deliveries were not committed for a reason that Mendflow did not foresee", e);
                batch.forEach(waiting -> waiting.receipt.completeExceptionally(e));
            } finally {
                batch.clear();
            }
        }
    }

    private void commit(List<Waiting> batch) {
        try {
            add(batch);
        } catch (RuntimeException e) {
            RuntimeException failure = e;
            for (Waiting waiting : batch) {
                failure = Failures.isDatabaseAway(failure) ? fail(waiting, failure) : commitAlone(waiting, failure);
            }
        }
    }

    /** Fails with the failure that the database is away, which would only repeat itself for the next one. */
    private static RuntimeException fail(Waiting waiting, RuntimeException failure) {
        log.warn(
                "A delivery of {} is answered 503: {}", waiting.entry.delivery().source(), Failures.reason(failure));
        waiting.receipt.completeExceptionally(failure);
        return failure;
    }

    /** The failure that the next one should know about: the one before, or that of this delivery. */
    private RuntimeException commitAlone(Waiting waiting, RuntimeException before) {
        RuntimeException failure = before;
        for (int race = 1; race <= RACES; race++) {
            try {
                add(List.of(waiting));
                return before;
            } catch (DuplicateKeyException e) {
                // Another node has just committed a like delivery: next time it is found.
                failure = e;
            } catch (RuntimeException e) {
                return fail(waiting, e);
            }
        }
        return fail(waiting, failure);
    }

    private void add(List<Waiting> batch) {
        List<Entry> entries = batch.stream().map(Waiting::entry).toList();
        Map<Entry, String> receipts = transaction.execute(status -> inbox.add(entries));
        batch.forEach(waiting -> waiting.receipt.complete(receipts.get(waiting.entry)));
        workers.wake(batch.size());
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::work, "mendflow-inbox");
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        try {
            thread.join(settings.answerWithin().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Starts before the web server and stops after it. */
    @Override
    public int getPhase() {
        return 0;
    }

    private record Waiting(Entry entry, CompletableFuture<String> receipt) {}
}
