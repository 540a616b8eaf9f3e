package io.mendflow.intake;

import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The inbox for facts that Mendflow finds by itself: they are committed together with what was found. */
@Component
public class Intake {

    private final Inbox inbox;
    private final Sources sources;
    private final Receipts receipts;
    private final Workers workers;
    private final Meters meters;

    Intake(Inbox inbox, Sources sources, Receipts receipts, Workers workers, Meters meters) {
        this.inbox = inbox;
        this.sources = sources;
        this.receipts = receipts;
        this.workers = workers;
        this.meters = meters;
    }

    /**
     * Adds a delivery in the caller's transaction.
     *
     * @param key equal for two deliveries of this source that are one
     * @return the receipt it is known by
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public String add(Delivery delivery, String key) {
        Entry entry = Entry.of(
                receipts.next(), delivery, Entry.identity(delivery.source(), key), sources.read(delivery), null);
        String receipt = inbox.add(List.of(entry)).get(entry);
        if (receipt.equals(entry.receipt())) {
            workers.wakeAfterCommit(1);
            meters.found(delivery.source());
        }
        return receipt;
    }
}
