package io.mendflow.incident;

/** A key that names no incident. */
public class UnknownIncident extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownIncident(String key) {
        super("Expected the key of an incident, such as INC-7, but there is no incident '%s'".formatted(key));
    }
}
