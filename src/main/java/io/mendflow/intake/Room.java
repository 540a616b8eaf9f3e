package io.mendflow.intake;

import io.mendflow.intake.Inbox.Pending;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * How much more the inbox may take. Between two counts of the table this node's own deliveries are added and taken off; what other nodes do
 * shows at the next count.
 */
@Component
class Room {

    private static final Logger log = LoggerFactory.getLogger(Room.class);
    private static final Duration FRESH = Duration.ofMillis(250);

    /** A count of a long backlog takes a while: of the time it is let have one part in so many. */
    private static final int SHARE = 20;

    private final Inbox inbox;
    private final InboxSettings settings;
    private final Clock clock;
    private final AtomicBoolean counting = new AtomicBoolean();
    private long deliveries;
    private long bytes;
    private long deliveriesInFlight;
    private long bytesInFlight;
    private volatile Instant stale = Instant.MIN;

    Room(Inbox inbox, InboxSettings settings, Clock clock) {
        this.inbox = inbox;
        this.settings = settings;
        this.clock = clock;
    }

    /** Takes room for a delivery that is about to be committed; {@link #settled} must follow. */
    void reserve(int size) {
        count();
        synchronized (this) {
            if (deliveries + deliveriesInFlight >= settings.maxPending()) {
                throw Refusal.full("%d deliveries wait to be processed, and mendflow.inbox.max-pending is %d"
                        .formatted(deliveries + deliveriesInFlight, settings.maxPending()));
            }
            if (bytes + bytesInFlight + size > settings.maxPendingBytes().toBytes()) {
                throw Refusal.full("%d bytes wait to be processed, and mendflow.inbox.max-pending-bytes is %d"
                        .formatted(
                                bytes + bytesInFlight,
                                settings.maxPendingBytes().toBytes()));
            }
            deliveriesInFlight++;
            bytesInFlight += size;
        }
    }

    /** Says what became of a reservation. */
    synchronized void settled(int size, boolean added) {
        deliveriesInFlight--;
        bytesInFlight -= size;
        if (added) {
            deliveries++;
            bytes += size;
        }
    }

    /** A delivery no longer waits. */
    synchronized void left(int size) {
        deliveries = Math.max(0, deliveries - 1);
        bytes = Math.max(0, bytes - size);
    }

    synchronized long deliveries() {
        return deliveries;
    }

    /** Counts the table anew unless that was done a moment ago or another thread is at it. */
    void count() {
        if (stale.isAfter(clock.instant()) || !counting.compareAndSet(false, true)) {
            return;
        }
        Instant begun = clock.instant();
        try {
            Pending pending = inbox.pending();
            synchronized (this) {
                deliveries = pending.deliveries();
                bytes = pending.bytes();
            }
        } catch (RuntimeException e) {
            log.debug("Pending deliveries were not counted: {}", e.getMessage());
        } finally {
            Duration rest = Duration.between(begun, clock.instant()).multipliedBy(SHARE);
            stale = clock.instant().plus(rest.compareTo(FRESH) > 0 ? rest : FRESH);
            counting.set(false);
        }
    }
}
