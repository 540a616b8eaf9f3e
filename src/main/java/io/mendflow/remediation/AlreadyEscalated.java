package io.mendflow.remediation;

import io.mendflow.incident.State;

/** A wish for people that cannot be granted as things stand. */
public class AlreadyEscalated extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AlreadyEscalated(String key, State state) {
        super("Expected to take incident %s from automation to people, but it is '%s'; nothing was changed"
                .formatted(key, state.text()));
    }
}
