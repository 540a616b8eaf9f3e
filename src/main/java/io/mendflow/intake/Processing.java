package io.mendflow.intake;

import io.mendflow.audit.Audit;
import io.mendflow.incident.Acceptance;
import io.mendflow.incident.Acceptance.Outcome;
import io.mendflow.incident.Incidents;
import io.mendflow.incident.Signal;
import io.mendflow.intake.Inbox.Claimed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns deliveries into signals and hands them on. The claim, all that follows from the signals and the new state of the deliveries are one
 * transaction, so a node that dies leaves them as they were. When many wait, some share a transaction; when it fails, each gets its own, so that
 * one which cannot be processed costs the others nothing but time.
 */
@Component
class Processing {

    private static final Logger log = LoggerFactory.getLogger(Processing.class);
    private static final int AT_ONCE = 32;
    private static final int FEW = 16;

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
        List<Long> due = inbox.due(AT_ONCE * settings.workers());
        int share = share(due.size());
        for (Iterator<Long> ids = due.iterator(); ids.hasNext() && !(any && System.nanoTime() > stale); ) {
            List<Long> mine = take(ids, share);
            try {
                any |= !mine.isEmpty() && process(mine);
            } finally {
                mine.forEach(inHand::remove);
            }
        }
        return any;
    }

    /** How many share a transaction: of few each has its own, and of many the other workers get as many. */
    private int share(int due) {
        return due < FEW ? 1 : Math.min(AT_ONCE, (due + settings.workers() - 1) / settings.workers());
    }

    private List<Long> take(Iterator<Long> ids, int most) {
        List<Long> taken = new ArrayList<>(most);
        while (ids.hasNext() && taken.size() < most) {
            long id = ids.next();
            if (inHand.add(id)) {
                taken.add(id);
            }
        }
        return taken;
    }

    private boolean process(List<Long> ids) {
        var attempt = new Attempt();
        long begun = System.nanoTime();
        try {
            transaction.executeWithoutResult(status -> attempt.make(ids));
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (attempt.claimed.isEmpty()) {
                throw e;
            }
            if (ids.size() > 1) {
                log.debug("{} deliveries are processed one by one: {}", ids.size(), Failures.reason(e));
                ids.forEach(id -> process(List.of(id)));
                return true;
            }
            transaction.executeWithoutResult(status -> failed(attempt, attempt.claimed.get(0), e));
        }
        if (!attempt.claimed.isEmpty()) {
            long nanos = (System.nanoTime() - begun) / attempt.claimed.size();
            attempt.claimed.forEach(claimed -> meters.processed(
                    claimed.delivery().source(), attempt.words.getOrDefault(claimed, "failed"), nanos));
            attempt.outcomes.forEach(meters::taken);
            attempt.left.forEach(claimed -> room.left(claimed.delivery().body().length));
        }
        return !attempt.claimed.isEmpty();
    }

    private void failed(Attempt attempt, Claimed claimed, Throwable failure) {
        attempt.words.clear();
        attempt.left.clear();
        attempt.outcomes.clear();
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
            attempt.left.add(claimed);
            audit.append(
                    "mendflow",
                    "dead-letter.add",
                    claimed.receipt(),
                    Map.of("source", claimed.delivery().source(), "attempts", attempts, "reason", reason));
        }
    }

    /** One try, and how far it came. */
    private final class Attempt {

        private List<Claimed> claimed = List.of();
        private final Map<Claimed, String> words = new IdentityHashMap<>();
        private final List<Claimed> left = new ArrayList<>();
        private final List<Outcome> outcomes = new ArrayList<>();

        void make(List<Long> ids) {
            claimed = inbox.claim(ids);
            Map<String, List<Signal>> delivered = new LinkedHashMap<>();
            claimed.forEach(each -> delivered.put(each.receipt(), sources.read(each.delivery())));
            Map<String, List<Acceptance>> taken = incidents.acceptAll(delivered);
            List<Claimed> suppressed = new ArrayList<>();
            List<Claimed> processed = new ArrayList<>();
            for (Claimed each : claimed) {
                boolean news = taken.getOrDefault(each.receipt(), List.of()).stream()
                        .map(Acceptance::outcome)
                        .anyMatch(outcome -> outcome != Outcome.REPEATED && outcome != Outcome.SILENCED);
                (news ? processed : suppressed).add(each);
                words.put(each, news ? "processed" : "suppressed");
            }
            taken.values().forEach(some -> some.forEach(each -> outcomes.add(each.outcome())));
            inbox.done(processed, suppressed);
            left.addAll(claimed);
        }
    }
}
