package io.mendflow.connector.docker;

import org.jspecify.annotations.Nullable;

/** An engine that could not be reached, did not answer in time, or refused. */
class DockerFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DockerFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
