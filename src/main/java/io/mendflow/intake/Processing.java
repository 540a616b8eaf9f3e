package io.mendflow.intake;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Acceptance;
import io.mendflow.incident.Acceptance.Outcome;
import io.mendflow.incident.Incidents;
import io.mendflow.intake.Inbox.Claimed;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns one delivery into signals and hands them on. The claim, all that follows from the signals and the new state of the delivery are one
 * transaction, so a node that dies leaves the delivery as it was.
 */
@Component
class Processing {

    private static final Logger log = LoggerFactory.getLogger(Processing.class);
    private static final int CANDIDATES = 32;

    /** How much later a more urgent delivery may be seen because the list of what is due was read before it came. */
    private static final Duration LIST_HOLDS = Duration.ofMillis(50);

    private static final Duration SOON = Duration.ofMillis(200);

    private final Inbox inbox;
    private final Room room;
    private final Sources sources;
    private final Incidents incidents;
    private final InboxSettings settings;
    private final Audit audit;
    private final Meters meters;
    private final TransactionTemplate transaction;
    private final Set<Long> inHand = ConcurrentHashMap.newKeySet();

    Processing(
            Inbox inbox,
            Room room,
            Sources sources,
            Incidents incidents,
            InboxSettings settings,
            Audit audit,
            Meters meters,
            PlatformTransactionManager transactions) {
        this.inbox = inbox;
        this.room = room;
        this.sources = sources;
        this.incidents = incidents;
        this.settings = settings;
        this.audit = audit;
        this.meters = meters;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Processes the most urgent deliveries that nobody has in hand, for a moment; false when there were none. */
    boolean next() {
        long stale = System.nanoTime() + LIST_HOLDS.toNanos();
        boolean any = false;
        for (long id : inbox.due(CANDIDATES)) {
            if (inHand.add(id)) {
                try {
                    any |= process(id);
                } finally {
                    inHand.remove(id);
                }
            }
            if (any && System.nanoTime() > stale) {
                break;
            }
        }
        return any;
    }

    private boolean process(long id) {
        var attempt = new Attempt();
        long begun = System.nanoTime();
        try {
            transaction.executeWithoutResult(status -> attempt.make(id));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (attempt.claimed == null) {
                throw e;
            }
            transaction.executeWithoutResult(status -> failed(attempt, e));
            attempt.word = "failed";
        }
        if (attempt.claimed != null) {
            meters.processed(attempt.claimed.delivery().source(), attempt.word, System.nanoTime() - begun);
            if (attempt.left) {
                room.left(attempt.claimed.delivery().body().length);
            }
        }
        return attempt.claimed != null;
    }

    private void failed(Attempt attempt, Throwable failure) {
        Claimed claimed = attempt.claimed;
        String reason = Failures.reason(failure);
        if (Failures.isPassing(failure)) {
            log.debug("Delivery {} is tried again soon: {}", claimed.receipt(), reason);
            inbox.postpone(claimed, claimed.attempts(), SOON, reason);
            return;
        }
        int attempts = claimed.attempts() + 1;
        if (attempts < settings.attempts() && !(failure instanceof Malformed)) {
            log.warn("Attempt {} to process delivery {} failed: {}", attempts, claimed.receipt(), reason);
            inbox.postpone(claimed, attempts, settings.pauseAfter(attempts), reason);
        } else if (inbox.bury(claimed, attempts, reason)) {
            log.error("Delivery {} is a dead letter: {}", claimed.receipt(), reason, failure);
            attempt.left = true;
            audit.append(
                    "mendflow",
                    "dead-letter.add",
                    claimed.receipt(),
                    Map.of("source", claimed.delivery().source(), "attempts", attempts, "reason", reason));
        }
    }

    /** One try, and how far it came. */
    private final class Attempt {

        private @Nullable Claimed claimed;
        private String word = "processed";
        private boolean left;

        void make(long id) {
            Optional<Claimed> found = inbox.claim(id);
            if (found.isEmpty()) {
                return;
            }
            claimed = found.get();
            List<Acceptance> taken = incidents.acceptAll(sources.read(claimed.delivery()), claimed.receipt());
            boolean suppressed = taken.stream()
                    .map(Acceptance::outcome)
                    .allMatch(outcome -> outcome == Outcome.REPEATED || outcome == Outcome.SILENCED);
            inbox.processed(claimed, suppressed);
            word = suppressed ? "suppressed" : "processed";
            left = true;
        }
    }
}
