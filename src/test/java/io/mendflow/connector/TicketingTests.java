package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tickets in the embedded table; run on each database by its subclasses. */
abstract class TicketingTests {

    private final String key = "INC-" + UUID.randomUUID().toString().substring(0, 8);

    abstract ConnectorModule module();

    @Test
    void opensOneTicketForAnIncident() {
        Ticket ticket = tickets().open(new TicketRequest(key, "web is down", "It does not answer.", "P1"));

        assertThat(ticket.id()).matches("TCK-\\d+");
        assertThat(ticket).isEqualTo(new Ticket(ticket.id(), key, null, "open"));
        assertThat(tickets().open(new TicketRequest(key, "again", "", null))).isEqualTo(ticket);
        assertThat(tickets().ofIncident(key)).contains(ticket);
        assertThat(rows("select title from ticket where incident_key = ?", key))
                .containsExactly(Map.of("TITLE", "web is down"));
    }

    @Test
    void commentsAndClosesATicket() {
        String id =
                tickets().open(new TicketRequest(key, "web is down", "", null)).id();

        tickets().comment(id, "Restarted.");
        tickets().close(id, "It answers again.");
        tickets().close(id, "Twice.");

        assertThat(tickets().ofIncident(key).orElseThrow().isOpen()).isFalse();
        assertThat(rows("select state, resolution from ticket where incident_key = ?", key))
                .containsExactly(Map.of("STATE", "closed", "RESOLUTION", "It answers again."));
        assertThat(rows("select text from ticket_comment where ticket_id = ?", Long.valueOf(id.substring(4))))
                .containsExactly(Map.of("TEXT", "Restarted."));
    }

    @Test
    void leavesNoTicketBehindWhenTheTransactionRollsBack() {
        var transaction = new TransactionTemplate(module().get(PlatformTransactionManager.class));

        assertThatThrownBy(() -> transaction.executeWithoutResult(status -> {
                    tickets().open(new TicketRequest(key, "web is down", "", null));
                    throw new IllegalStateException("boom");
                }))
                .hasMessage("boom");

        assertThat(tickets().ofIncident(key)).isEmpty();
        assertThat(rows("select id from ticket where incident_key = ?", key)).isEmpty();
        assertThat(tickets()
                        .open(new TicketRequest(key, "web is down", "", null))
                        .isOpen())
                .isTrue();
    }

    @Test
    void refusesATicketThatNobodyOpened() {
        assertThatThrownBy(() -> tickets().comment("TCK-0", "hello"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("TCK-0");
    }

    private Ticketing tickets() {
        return module().get(Ticketing.class);
    }

    private List<Map<String, Object>> rows(String sql, Object value) {
        return module().get(JdbcClient.class).sql(sql).param(value).query().listOfRows().stream()
                .map(row -> {
                    var upper = new java.util.HashMap<String, Object>();
                    row.forEach((name, cell) -> upper.put(name.toUpperCase(), cell));
                    return (Map<String, Object>) upper;
                })
                .toList();
    }
}
