package io.mendflow.connector;

import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** A route that was called and came to no answer. */
public class RouteFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RouteFailed(String route, Throwable cause) {
        super(
                "Expected an answer from route '%s', but it failed: %s".formatted(route, Trouble.sentence(cause)),
                tellable(cause));
    }

    /** Nothing for a refusal over HTTP: its message has the whole URL in it, and it carries headers and body, any of which may be secret. */
    private static @Nullable Throwable tellable(Throwable cause) {
        return cause instanceof HttpOperationFailedException ? null : cause;
    }
}
