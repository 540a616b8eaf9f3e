package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Tickets of incidents: one each, wherever it is kept. Who keeps them are the routes {@code ticketing.open}, {@code ticketing.comment} and
 * {@code ticketing.close}; which ticket belongs to which incident is remembered here, in the caller's transaction.
 *
 * <p>A route that fails does not spoil the caller's transaction, so that a flow can go on and say so.
 *
 * <p>A ticket system outside does not roll back: when the caller's transaction fails after it was asked, its retry asks again. The incident's
 * key is in the request, for systems that can tell.
 */
@Component
@Transactional(noRollbackFor = RuntimeException.class)
public class Ticketing {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Calls calls;
    private final JdbcClient jdbc;
    private final Clock clock;

    Ticketing(Calls calls, JdbcClient jdbc, Clock clock) {
        this.calls = calls;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * Opens a ticket, or hands back the one that its incident has. For an incident that was reopened, whose ticket is closed, it is a new one. Of two transactions that open one at the same time, the second fails before
     * the ticket system is asked; tried again, it gets the ticket of the first.
     */
    public Ticket open(TicketRequest request) {
        Optional<Ticket> known = ofIncident(request.incidentKey());
        if (known.isPresent() && known.get().isOpen()) {
            return known.get();
        }
        jdbc.sql("delete from incident_ticket where incident_key = ? and state = 'closed'")
                .param(request.incidentKey())
                .update();
        // First, so that two who open at once wait for each other; without an id it counts as not there.
        jdbc.sql("insert into incident_ticket (incident_key, state, opened_at) values (?, 'open', ?)")
                .params(List.of(request.incidentKey(), now()))
                .update();
        var body = new HashMap<String, @Nullable Object>();
        body.put("incidentKey", request.incidentKey());
        body.put("title", request.title());
        body.put("description", request.description());
        body.put("priority", request.priority());
        Map<?, ?> answer = opened(request.incidentKey(), body);
        String id = first(answer, "key", "id", "number");
        if (id == null) {
            throw new IllegalStateException(
                    "Expected route 'ticketing.open' to answer with id, key or number, but its answer has only "
                            + answer.keySet());
        }
        String url = first(answer, "url", "html_url", "self");
        jdbc.sql("update incident_ticket set ticket_id = ?, url = ? where incident_key = ?")
                .params(Arrays.asList(id, url, request.incidentKey()))
                .update();
        return new Ticket(id, request.incidentKey(), url, "open");
    }

    private Map<?, ?> opened(String incidentKey, Map<String, @Nullable Object> body) {
        try {
            return fields(calls.call("ticketing.open", body));
        } catch (RuntimeException e) {
            jdbc.sql("delete from incident_ticket where incident_key = ?")
                    .param(incidentKey)
                    .update();
            throw e;
        }
    }

    /** @throws IllegalArgumentException when no incident has that ticket */
    public void comment(String id, String text) {
        Ticket ticket = require(id);
        calls.call("ticketing.comment", body(ticket, "text", text));
    }

    /**
     * Closes a ticket. One that is closed stays as it is.
     *
     * @throws IllegalArgumentException when no incident has that ticket
     */
    public void close(String id, String resolution) {
        Ticket ticket = require(id);
        if (!ticket.isOpen()) {
            return;
        }
        calls.call("ticketing.close", body(ticket, "resolution", resolution));
        jdbc.sql("update incident_ticket set state = 'closed', closed_at = ? where ticket_id = ?")
                .params(List.of(now(), id))
                .update();
    }

    @Transactional(readOnly = true)
    public Optional<Ticket> ofIncident(String key) {
        return tickets("incident_key", key).stream().findFirst();
    }

    private Ticket require(String id) {
        List<Ticket> tickets = tickets("ticket_id", id);
        if (tickets.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected the id of a ticket that was opened for an incident, such as TCK-7, got '" + id + "'");
        }
        return tickets.get(0);
    }

    private List<Ticket> tickets(String column, String value) {
        return jdbc.sql("select * from incident_ticket where ticket_id is not null and " + column + " = ?")
                .param(value)
                .query((row, n) -> new Ticket(
                        row.getString("ticket_id"),
                        row.getString("incident_key"),
                        row.getString("url"),
                        row.getString("state")))
                .list();
    }

    private static Map<String, Object> body(Ticket ticket, String name, String text) {
        var body = new HashMap<String, Object>();
        body.put("id", ticket.id());
        body.put("incidentKey", ticket.incidentKey());
        body.put(name, text);
        return body;
    }

    private static Map<?, ?> fields(Exchange answer) {
        Object body = answer.getMessage().getBody();
        if (body instanceof Map<?, ?> map) {
            return map;
        }
        String text = answer.getMessage().getBody(String.class);
        try {
            return JSON.readValue(text == null ? "" : text, Map.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "Expected route 'ticketing.open' to answer with a map or a JSON object, but its answer is neither");
        }
    }

    private static @Nullable String first(Map<?, ?> answer, String... names) {
        var values = new ArrayList<String>();
        for (String name : names) {
            Object value = answer.get(name);
            if (value != null) {
                values.add(value.toString());
            }
        }
        return values.isEmpty() ? null : values.get(0);
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }
}
