package io.mendflow.connector.ssh;

import org.jspecify.annotations.Nullable;

/** A machine that could not be reached, would not let Mendflow in, or broke off. */
class SshFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    SshFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
