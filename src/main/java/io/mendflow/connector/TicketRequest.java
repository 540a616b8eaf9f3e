package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/** A ticket to be opened for an incident. */
public record TicketRequest(String incidentKey, String title, String description, @Nullable String priority) {}
