package io.mendflow.intake;

import io.swagger.v3.oas.annotations.media.Schema;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What became of everything that was received. */
@Component
public class Ledger {

    private final JdbcClient jdbc;

    Ledger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** All five numbers of one moment: they are read by one statement. */
    public Totals read() {
        return jdbc.sql(
                        """
                        select t.received, t.processed, t.suppressed,
                            (select count(*) from inbox where state = 'dead') as dead,
                            (select count(*) from inbox where state = 'pending') as pending
                        from (select sum(received) as received, sum(processed) as processed, sum(suppressed) as suppressed
                            from inbox_tally) t""")
                .query((row, n) -> new Totals(
                        row.getLong("received"),
                        row.getLong("processed"),
                        row.getLong("suppressed"),
                        row.getLong("dead"),
                        row.getLong("pending")))
                .single();
    }

    /**
     * Numbers of deliveries: received is the sum of the others.
     *
     * @param received acknowledged, duplicates not counted
     * @param processed brought at least one signal that was news
     * @param suppressed brought no signal, or only repeats of known ones and what a silence keeps back
     * @param deadLettered could not be processed and wait for a person
     * @param pending wait for processing
     */
    @Schema(name = "Ledger")
    public record Totals(long received, long processed, long suppressed, long deadLettered, long pending) {}
}
