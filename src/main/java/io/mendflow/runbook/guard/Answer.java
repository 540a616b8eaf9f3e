package io.mendflow.runbook.guard;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a run is told that asks for a lease.
 *
 * @param lease what it holds; null unless it is granted
 * @param reason why it has to wait, or what became of its lease; empty when it is granted
 * @param until when it had better ask again; null unless it has to wait
 */
public record Answer(Verdict verdict, @Nullable Lease lease, String reason, @Nullable Instant until) {

    /** Whether a run may act. */
    public enum Verdict {
        GRANTED,
        WAIT,
        /** It held the lease, and another run has taken it over. */
        LOST
    }

    static Answer granted(Lease lease) {
        return new Answer(Verdict.GRANTED, lease, "", null);
    }

    static Answer wait(String reason, Instant until) {
        return new Answer(Verdict.WAIT, null, reason, until);
    }

    static Answer lost(Lease lease) {
        String how = lease.lostTo() == null ? "has ended" : "expired and was taken over by " + lease.lostTo();
        return new Answer(
                Verdict.LOST,
                lease,
                "its lease on %s (fence %d) %s at %s; it must not act any more"
                        .formatted(lease.target(), lease.fence(), how, Times.spoken(lease.endedAt())),
                null);
    }
}
