package io.mendflow.engine;

import java.util.Date;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.UnaryOperator;

/** The jobs that this node works on or is about to, and until when it has renewed the lock of each. */
final class JobsInHand {

    private static final Date AS_ACQUIRED = new Date(0);

    private final ConcurrentMap<String, Date> renewed = new ConcurrentHashMap<>();

    void take(String jobId) {
        renewed.putIfAbsent(jobId, AS_ACQUIRED);
    }

    /** Nothing is renewed any more when this returns. @return until when the lock was renewed; empty when it was not */
    Optional<Date> letGo(String jobId) {
        return Optional.ofNullable(renewed.remove(jobId)).filter(until -> until != AS_ACQUIRED);
    }

    Set<String> ids() {
        return renewed.keySet();
    }

    /** Renews a lock, unless the job has left the hand; the answer is what holds from then on. */
    void renew(String jobId, UnaryOperator<Date> renewal) {
        renewed.computeIfPresent(jobId, (id, before) -> renewal.apply(before));
    }
}
