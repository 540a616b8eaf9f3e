package io.mendflow.incident;

/** Incidents cannot be merged or split so; nothing was changed. */
public class RegroupingRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RegroupingRefused(String message) {
        super(message);
    }
}
