package io.mendflow.connector.docker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.docker.DockerSettings.Engine;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/**
 * One engine's HTTP API (https://docs.docker.com/reference/api/engine/), in the version that the engine itself says it has: each request is on a
 * connection of its own, within a deadline for the whole of it.
 */
final class EngineApi {

    private static final int LARGEST = 8 << 20;
    private static final Pattern VERSION = Pattern.compile("\\d{1,2}\\.\\d{1,3}");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Engine engine;

    EngineApi(String name, Engine engine) {
        this.name = name;
        this.engine = engine;
    }

    /** What came back: at most the first 8 MiB of the body. */
    record Reply(int status, byte[] body, @Nullable String version) {

        boolean isOk() {
            return status >= 200 && status < 300;
        }

        /** The body as JSON; an empty object when it is none. */
        JsonNode json() {
            try {
                return JSON.readTree(body);
            } catch (IOException e) {
                return JSON.createObjectNode();
            }
        }

        /** The engine's reason for a refusal. */
        String message() {
            return json().path("message").asText("it gave no reason");
        }
    }

    /**
     * One request.
     *
     * @param path without the version
     * @throws DockerFailed when there is no answer
     */
    Reply send(String method, String path, Duration deadline) {
        return inTime(deadline, () -> {
            Reply ping = exchange("GET", "/_ping");
            String version = ping.version();
            boolean versioned = version != null && VERSION.matcher(version).matches();
            return exchange(method, versioned ? "/v" + version + path : path);
        });
    }

    private Reply exchange(String method, String path) throws IOException, HttpException {
        try (SocketChannel channel = connect();
                var connection = new DefaultBHttpClientConnection(Http1Config.DEFAULT)) {
            connection.bind(new ChannelSocket(channel));
            var request = new BasicClassicHttpRequest(method, path);
            request.setHeader(HttpHeaders.HOST, "docker");
            request.setHeader(HttpHeaders.CONNECTION, "close");
            if (method.equals("POST")) {
                request.setHeader(HttpHeaders.CONTENT_LENGTH, "0");
            }
            ClassicHttpResponse response =
                    new HttpRequestExecutor().execute(request, connection, HttpCoreContext.create());
            HttpEntity entity = response.getEntity();
            byte[] body = entity == null ? new byte[0] : entity.getContent().readNBytes(LARGEST);
            Header version = response.getFirstHeader("Api-Version");
            // Without this, closing would read the rest of an endless body.
            channel.close();
            return new Reply(response.getCode(), body, version == null ? null : version.getValue());
        }
    }

    private SocketChannel connect() throws IOException {
        boolean unix = engine.socket() != null;
        SocketAddress address = unix
                ? UnixDomainSocketAddress.of(engine.socket())
                : new InetSocketAddress(
                        Objects.requireNonNull(engine.url()).getHost(),
                        engine.url().getPort());
        SocketChannel channel = unix ? SocketChannel.open(StandardProtocolFamily.UNIX) : SocketChannel.open();
        try {
            channel.connect(address);
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw new Unreached(e);
        }
    }

    private Reply inTime(Duration deadline, Callable<Reply> work) {
        var task = new FutureTask<>(work);
        Thread thread = new Thread(task, "mendflow-docker");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            throw failed("it did not answer within " + deadline + "; what was asked may have happened or not", e);
        } catch (InterruptedException e) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw failed("the wait for it was called off; what was asked may have happened or not", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof Unreached) {
                throw failed(
                        "it cannot be reached: " + cause.getMessage()
                                + "; is it running, and may Mendflow's user use its socket?",
                        cause);
            }
            throw failed("the connection broke: " + cause + "; what was asked may have happened or not", cause);
        }
    }

    private DockerFailed failed(String why, Throwable cause) {
        return new DockerFailed(
                "Expected an answer from the Docker engine '%s' at %s, but %s".formatted(name, engine.shown(), why),
                cause);
    }

    /** Nothing was asked yet. */
    private static final class Unreached extends IOException {

        private static final long serialVersionUID = 1L;

        Unreached(Exception cause) {
            super(cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage(), cause);
        }
    }
}
