package io.mendflow.connector;

import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

/**
 * The ticket of an incident.
 *
 * @param id what the ticket system calls it, such as {@code TCK-7}
 * @param url where people read it; null when the ticket system told none
 * @param state {@code open} or {@code closed}
 */
public record Ticket(String id, String incidentKey, @Nullable String url, String state) {

    @JsonIgnore
    public boolean isOpen() {
        return state.equals("open");
    }
}
