package io.mendflow.connector.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as MLflow's REST API would, in ways that a real server only does on a bad day. */
final class StubMlflow implements AutoCloseable {

    static final String BASE = "/api/2.0/";

    private final HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    private final ExecutorService workers = Executors.newCachedThreadPool();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    StubMlflow() throws IOException {
        server.setExecutor(workers);
        server.createContext("/", exchange -> {
            try (exchange) {
                handle(exchange);
            }
        });
        server.start();
    }

    /** A request that came. */
    record Request(String line, String body, String authorization) {}

    /** What is done to a request. */
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Gives one answer after the other to {@code GET mlflow/runs/get} and the like; the last again and again. */
    StubMlflow on(String request, Answer... inTurn) {
        answers.put(request, new ArrayDeque<>(List.of(inTurn)));
        return this;
    }

    static Answer json(int status, String body) {
        return exchange -> {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        };
    }

    static Answer ok(String body) {
        return json(200, body);
    }

    static Answer error(int status, String code, String message) {
        return json(status, "{\"error_code\":\"%s\",\"message\":\"%s\"}".formatted(code, message));
    }

    /** Requests so far, such as {@code POST mlflow/runs/create}, without queries. */
    List<String> lines() {
        return requests.stream().map(Request::line).toList();
    }

    List<Request> requests(String line) {
        return requests.stream().filter(request -> request.line().equals(line)).toList();
    }

    void forget() {
        requests.clear();
        answers.clear();
    }

    @Override
    public void close() {
        server.stop(0);
        workers.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(BASE.length());
        String line = exchange.getRequestMethod() + " " + path;
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(new Request(
                line, body, String.valueOf(exchange.getRequestHeaders().getFirst("Authorization"))));
        Answer answer;
        synchronized (this) {
            Deque<Answer> left = answers.getOrDefault(
                    line, new ArrayDeque<>(List.of(error(404, "RESOURCE_DOES_NOT_EXIST", "the stub has no " + line))));
            answer = left.size() > 1 ? left.poll() : left.peek();
        }
        answer.to(exchange);
    }

    /** Those of several requests that are of one kind. */
    static List<String> of(String method, List<String> lines) {
        return new ArrayList<>(
                lines.stream().filter(line -> line.startsWith(method + " ")).toList());
    }
}
