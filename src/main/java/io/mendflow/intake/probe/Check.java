package io.mendflow.intake.probe;

import io.mendflow.intake.probe.ProbeSettings.Probe;
import io.mendflow.intake.probe.ProbeSettings.Type;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One look at a target, under a deadline that covers the whole answer: a target that hangs is red. */
final class Check {

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    Result of(Probe probe) throws InterruptedException {
        try {
            return probe.type() == Type.HTTP ? http(probe) : tcp(probe);
        } catch (IOException | IllegalArgumentException e) {
            return new Result(false, Symptom.of(e), reason(e));
        }
    }

    private Result http(Probe probe) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(probe.url())
                .header("User-Agent", "mendflow-probe")
                .build();
        CompletableFuture<HttpResponse<Void>> answer =
                client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
        try {
            int status = answer.get(probe.timeout().toMillis(), TimeUnit.MILLISECONDS)
                    .statusCode();
            boolean green = status >= 200 && status < 400;
            return new Result(green, green ? Symptom.NONE : Symptom.STATUS, "it answered " + status);
        } catch (TimeoutException e) {
            return new Result(false, Symptom.TIMEOUT, "it did not answer within " + probe.timeout());
        } catch (ExecutionException e) {
            return new Result(false, Symptom.of(e.getCause()), reason(e.getCause()));
        } finally {
            answer.cancel(true);
        }
    }

    private Result tcp(Probe probe) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(probe.host(), probe.port()), (int)
                    probe.timeout().toMillis());
            return new Result(true, Symptom.NONE, "it accepted a connection");
        }
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null
                ? failure.getClass().getSimpleName()
                : failure.getClass().getSimpleName() + ": " + message;
    }

    /**
     * What was seen.
     *
     * @param text the end of a sentence about the target
     */
    record Result(boolean green, Symptom symptom, String text) {}

    /** How a target fails: a process that is gone refuses, one that hangs is silent, one that is ill answers so. */
    enum Symptom {
        NONE,
        REFUSED,
        TIMEOUT,
        STATUS,
        UNREACHABLE;

        static Symptom of(Throwable failure) {
            if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException) {
                return TIMEOUT;
            }
            return failure instanceof ConnectException ? REFUSED : UNREACHABLE;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
