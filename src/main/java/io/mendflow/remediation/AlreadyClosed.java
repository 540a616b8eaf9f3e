package io.mendflow.remediation;

import io.mendflow.incident.Incident;

/** A wish about an incident that is closed. */
public class AlreadyClosed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AlreadyClosed(Incident incident) {
        super("Expected incident %s to be open, but %s closed it at %s; nothing was changed"
                .formatted(incident.key(), incident.resolvedBy(), incident.resolvedAt()));
    }
}
