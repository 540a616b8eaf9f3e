package io.mendflow.demo.scoring;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import io.mendflow.connector.models.FolderModelStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Scores payments with what a model store says is live: {@code java -cp … io.mendflow.demo.scoring.ScoringService <port> <store> <model> [<owner>]}, on
 * the loopback interface, until its owner, a process by its id, has ended.
 *
 * <ul>
 *   <li>{@code POST /score} with a payment and its {@code id} answers {@code {"version","score","decision"}}; 400 for what is no payment, 500 for one
 *       that the version whose turn it is cannot score, 503 while no version is loaded.
 *   <li>{@code GET /status}: the versions that are loaded with their digests and percentages, and what is wrong.
 *   <li>{@code GET /versions/<version>}: how it did in the last minute, as {@link Window#report} says; {@code GET /versions/<version>/scores}: its
 *       last 1000 scores in that minute.
 *   <li>{@code GET /metrics}: for Prometheus. {@code GET /health}: that it is alive.
 * </ul>
 */
public final class ScoringService {

    private static final int THREADS = 8;

    private final Watched watched;
    private final Windows windows;
    private final ScoreRequests requests;

    private ScoringService(Watched watched, Windows windows) {
        this.watched = watched;
        this.windows = windows;
        this.requests = new ScoreRequests(watched, windows);
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length < 3) {
            System.err.println("Expected a port, the folder of a model store and the name of a model, got "
                    + String.join(" ", arguments));
            System.exit(2);
        }
        if (arguments.length > 3) {
            endWith(Long.parseLong(arguments[3]));
        }
        // Else an answer on a connection that is kept waits for the client's delayed acknowledgement: 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        Clock clock = Clock.systemUTC();
        var watched = new Watched(new FolderModelStore(Path.of(arguments[1]), clock), arguments[2]);
        watched.look();
        new ScoringService(watched, new Windows(clock)).serve(Integer.parseInt(arguments[0]));
        Executors.newSingleThreadScheduledExecutor().scheduleWithFixedDelay(watched::look, 1, 1, TimeUnit.SECONDS);
    }

    private static void endWith(long owner) {
        ProcessHandle.of(owner)
                .ifPresentOrElse(
                        process -> process.onExit()
                                .thenRun(() -> Runtime.getRuntime().halt(0)),
                        () -> System.exit(0));
    }

    private void serve(int port) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newFixedThreadPool(THREADS));
        server.createContext("/", with(exchange -> Answer.problem(404, "There is nothing at this address")));
        server.createContext("/health", with(exchange -> Answer.json(Map.of("status", "up"))));
        server.createContext("/status", with(exchange -> status()));
        server.createContext("/metrics", with(exchange -> metrics()));
        server.createContext(
                "/versions/", with(exchange -> version(exchange.getRequestURI().getPath())));
        server.createContext("/score", with(this::score));
        server.start();
        System.out.println("Scoring at port " + server.getAddress().getPort());
    }

    private Answer score(HttpExchange exchange) throws IOException {
        return exchange.getRequestMethod().equals("POST")
                ? requests.answer(exchange.getRequestBody().readAllBytes())
                : Answer.problem(405, "Expected POST, got " + exchange.getRequestMethod());
    }

    private Answer status() {
        LineUp now = watched.now();
        return Answer.json(Map.of("versions", now.shares(), "problems", now.problems()));
    }

    private Answer metrics() {
        return new Answer(200, "text/plain; version=0.0.4; charset=utf-8", windows.metrics(watched.now()));
    }

    private Answer version(String path) {
        String[] parts = path.split("/");
        boolean scores = parts.length == 4 && parts[3].equals("scores");
        Optional<Window> window = parts.length == 3 || scores ? window(parts[2]) : Optional.empty();
        return window.map(found -> Answer.json(scores ? Map.of("scores", found.scores()) : found.report()))
                .orElseGet(() -> Answer.problem(404, "There is no version that was served at " + path));
    }

    /** A version that is loaded has one, even before its first request. */
    private Optional<Window> window(String version) {
        LineUp now = watched.now();
        for (LoadedVersion loaded : now.loaded()) {
            windows.of(loaded);
        }
        return windows.find(version);
    }

    private static HttpHandler with(Answering answering) {
        return exchange -> {
            try (exchange) {
                answer(answering, exchange).send(exchange);
            }
        };
    }

    private static Answer answer(Answering answering, HttpExchange exchange) throws IOException {
        try {
            return answering.answer(exchange);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return Answer.problem(500, e.toString());
        }
    }

    /** What is behind an address. */
    private interface Answering {
        Answer answer(HttpExchange exchange) throws IOException;
    }
}
