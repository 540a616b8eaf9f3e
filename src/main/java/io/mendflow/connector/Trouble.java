package io.mendflow.connector;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.jspecify.annotations.Nullable;

/** What went wrong on the way to another system, in words for people. */
final class Trouble {

    private Trouble() {}

    static String sentence(@Nullable Throwable failure) {
        Throwable cause = Calls.cause(failure);
        if (cause instanceof CallNotPermittedException) {
            return "its circuit breaker is open because its last calls failed; it is tried again within seconds";
        }
        if (cause instanceof HttpOperationFailedException refusal) {
            return "the other side answered with status " + refusal.getStatusCode();
        }
        if (cause instanceof UnknownHostException) {
            return "the host name is not known";
        }
        if (cause instanceof SocketTimeoutException) {
            return "it did not answer in time";
        }
        if (cause instanceof ConnectException || cause instanceof NoRouteToHostException) {
            return "the connection was refused";
        }
        if (cause instanceof SSLException) {
            return "TLS failed: " + cause.getMessage();
        }
        if (cause instanceof SocketException) {
            return "the connection broke: " + cause.getMessage();
        }
        return cause == null ? "no reason is known" : cause.getClass().getSimpleName() + ": " + cause.getMessage();
    }
}
