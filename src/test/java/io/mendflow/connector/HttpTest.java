package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static ConnectorModule module;
    private static Http http;

    private HttpServer server;
    private String base;

    @BeforeAll
    static void startModule() {
        module = ConnectorModule.start(Map.of());
        http = module.get(Http.class);
    }

    @AfterAll
    static void stopModule() {
        module.close();
    }

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(LOOPBACK, 0), 0);
        server.setExecutor(Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
        }));
        server.start();
        base = "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @AfterEach
    void stopServer() {
        server.stop(0);
    }

    @Test
    void handsBackWhatTheServerAnswers() {
        server.createContext("/health", exchange -> {
            exchange.getResponseHeaders().add("X-Node", "n1");
            answer(exchange, 200, "{\"status\":\"UP\",\"checks\":[1,2]}");
        });

        Answer answer = http.get(base + "/health?deep=1");

        assertThat(answer.isOk()).isTrue();
        assertThat(answer.getStatus()).isEqualTo(200);
        assertThat(answer.getError()).isNull();
        assertThat(answer.getJson()).isEqualTo(Map.of("status", "UP", "checks", List.of(1, 2)));
        assertThat(answer.getHeaders()).containsEntry("x-node", "n1");
        assertThat(answer.getHeaders().keySet()).noneMatch(name -> name.startsWith("Camel"));
    }

    @Test
    void readsAsAPropertyInGroovy() {
        server.createContext("/health", exchange -> answer(exchange, 200, "{\"status\":\"UP\"}"));

        Object read = new GroovyShell(new Binding(Map.of("http", http, "url", base + "/health")))
                .evaluate(
                        "[http.get(url).ok, http.get(url, [deadline: 'PT2S', headers: [A: 'b']]).status, http.get(url).json.status]");

        assertThat(read).isEqualTo(List.of(true, 200, "UP"));
    }

    @Test
    void sendsTextsThatGroovyPutsTogether() {
        server.createContext(
                "/echo",
                exchange -> answer(
                        exchange, 200, new String(exchange.getRequestBody().readAllBytes())));

        Object read = new GroovyShell(new Binding(Map.of("http", http, "base", base)))
                .evaluate("http.post(\"${base}/echo\", [base: \"<${1 + 1}>\"], [deadline: \"PT${2}S\"]).body");

        assertThat(read).isEqualTo("{\"base\":\"<2>\"}");
    }

    @Test
    void tellsAStatusThatIsNotOk() {
        server.createContext("/health", exchange -> answer(exchange, 503, "starting"));

        Answer answer = http.get(base + "/health");

        assertThat(answer.isOk()).isFalse();
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getBody()).isEqualTo("starting");
        assertThat(answer.getError()).contains("503");
    }

    @Test
    void sendsBodiesAndHeadersAndNothingOfItsOwn() {
        var seen = new java.util.concurrent.ConcurrentHashMap<String, String>();
        server.createContext("/things", exchange -> {
            exchange.getRequestHeaders().forEach((name, values) -> seen.put(name.toLowerCase(), values.get(0)));
            seen.put("method", exchange.getRequestMethod());
            seen.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            answer(exchange, 201, "");
        });

        assertThat(http.post(
                                base + "/things",
                                Map.of("name", "é"),
                                Map.of("headers", Map.of("X-Token", "t", "CamelHttpPath", "/evil")))
                        .getStatus())
                .isEqualTo(201);
        assertThat(seen)
                .containsEntry("method", "POST")
                .containsEntry("body", "{\"name\":\"é\"}")
                .containsEntry("content-type", "application/json")
                .containsEntry("x-token", "t");
        assertThat(seen.keySet()).noneMatch(name -> name.startsWith("camel") || name.startsWith("mendflow"));

        http.put(base + "/things", "text");
        assertThat(seen).containsEntry("method", "PUT").containsEntry("body", "text");
        http.delete(base + "/things", "gone", Map.of());
        assertThat(seen).containsEntry("method", "DELETE").containsEntry("body", "gone");
        http.post(base + "/things");
        assertThat(seen).containsEntry("method", "POST").containsEntry("body", "");
    }

    @Test
    void doesNotFollowRedirects() {
        server.createContext("/old", exchange -> {
            exchange.getResponseHeaders().add("Location", base + "/new");
            answer(exchange, 302, "");
        });
        server.createContext("/new", exchange -> answer(exchange, 200, "new"));

        assertThat(http.get(base + "/old").getStatus()).isEqualTo(302);
    }

    @Test
    void answersARefusedConnectionAndAnUnknownName() throws IOException {
        Answer refused = http.get("http://127.0.0.1:" + freePort() + "/health");
        assertThat(refused.isOk()).isFalse();
        assertThat(refused.getStatus()).isZero();
        assertThat(refused.getError()).contains("refused");

        assertThat(http.get("http://no-such-host.invalid/").getError()).contains("not known");
    }

    @Test
    void answersFailedTls() throws IOException {
        try (var server = new RawServer(socket -> socket.getOutputStream().write("what?\r\n".getBytes()))) {
            Answer answer = http.get(server.url().replace("http:", "https:"));

            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getError()).contains("TLS");
        }
    }

    @Test
    void givesUpOnASilentServerAtTheDeadline() throws IOException {
        try (var silent = new ServerSocket(0, 5, LOOPBACK)) {
            Answer answer = http.get(url(silent), Map.of("deadline", Duration.ofMillis(400)));

            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getError()).contains("within PT0.4S");
            assertThat(answer.getMillis()).isBetween(390L, 1500L);
        }
    }

    @Test
    void givesUpOnAServerThatTricklesAtTheDeadline() throws IOException {
        try (var server = new RawServer(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            var tick = new java.util.concurrent.CountDownLatch(1);
            for (int i = 0; i < 1000; i++) {
                out.write('x');
                out.flush();
                tick.await(20, TimeUnit.MILLISECONDS);
            }
        })) {
            Answer answer = http.get(server.url(), Map.of("deadline", "PT0.5S"));

            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getError()).contains("within PT0.5S");
            assertThat(answer.getMillis()).isBetween(490L, 1500L);
        }
    }

    @Test
    void givesUpOnAServerThatDoesNotTakeTheConnection() throws IOException {
        var waiting = new ArrayList<SocketChannel>();
        try (var full = new ServerSocket(0, 1, LOOPBACK)) {
            for (int i = 0; i < 4; i++) {
                SocketChannel channel = SocketChannel.open();
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(full.getLocalSocketAddress());
            }
            Answer answer = http.get(url(full), Map.of("deadline", "PT0.5S"));

            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getError()).contains("within PT0.5S");
            assertThat(answer.getMillis()).isBetween(490L, 1500L);
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    @Test
    void boundsAnEndlessBody() throws IOException {
        try (var server = new RawServer(socket -> {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            byte[] lots = new byte[65536];
            java.util.Arrays.fill(lots, (byte) 'y');
            while (true) {
                out.write(lots);
            }
        })) {
            Answer answer = http.get(server.url());

            assertThat(answer.isOk()).isTrue();
            assertThat(answer.getBody()).hasSize(1 << 20);
            await().atMost(5, TimeUnit.SECONDS).until(server::allGone);
        }
    }

    @Test
    void triesAReadOnceMoreWhenTheConnectionIsReset() throws IOException {
        var calls = new AtomicInteger();
        try (var server = new RawServer(socket -> {
            readRequest(socket);
            if (calls.incrementAndGet() == 1) {
                reset(socket);
            } else {
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII));
            }
        })) {
            assertThat(http.get(server.url()).getBody()).isEqualTo("ok");
            assertThat(calls).hasValue(2);
        }
    }

    @Test
    void neverTriesAnEffectTwice() throws IOException {
        var calls = new AtomicInteger();
        try (var server = new RawServer(socket -> {
            readRequest(socket);
            calls.incrementAndGet();
            reset(socket);
        })) {
            Answer answer = http.post(server.url(), "once");

            assertThat(answer.getStatus()).isZero();
            assertThat(answer.getError()).contains("POST of 127.0.0.1:" + server.port());
            assertThat(calls).hasValue(1);
            assertThat(http.get(server.url()).isOk()).isFalse();
            assertThat(calls).hasValue(3);
        }
    }

    @Test
    void leavesAUselessTargetAloneForAMomentAndSeesItComeBack() throws IOException {
        int port = freePort();
        String url = "http://127.0.0.1:" + port + "/health";
        for (int i = 0; i < 5; i++) {
            assertThat(http.get(url).getError()).contains("refused");
        }
        Answer open = http.get(url);
        assertThat(open.isOk()).isFalse();
        assertThat(open.getStatus()).isZero();
        assertThat(open.getError()).contains("circuit breaker");

        server.createContext("/health", exchange -> answer(exchange, 200, "up"));
        assertThat(http.get(base + "/health").isOk())
                .as("another target is not affected")
                .isTrue();

        HttpServer back = HttpServer.create(new InetSocketAddress(LOOPBACK, port), 0);
        back.createContext("/health", exchange -> answer(exchange, 200, "up"));
        back.start();
        try {
            long start = System.nanoTime();
            await().pollInterval(Duration.ofMillis(100))
                    .atMost(5, TimeUnit.SECONDS)
                    .until(() -> http.get(url).isOk());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(2000));
            for (int i = 0; i < 10; i++) {
                assertThat(http.get(url).isOk()).isTrue();
            }
        } finally {
            back.stop(0);
        }
    }

    @Test
    void keepsABoundedNumberOfTargets() {
        for (int port = 1; port <= 205; port++) {
            http.get("http://127.0.0.2:" + port + "/");
        }

        assertThat(module.get(CamelContext.class).getRoutes().stream()
                        .filter(org.apache.camel.Route::isCreatedByRouteTemplate))
                .hasSize(200);
        assertThat(http.get("http://127.0.0.2:1/").getStatus()).isZero();
    }

    @Test
    void takesAnAddressOfIpV6() {
        Answer answer = http.get("http://[::1]:1/");

        assertThat(answer.getStatus()).isZero();
        assertThat(answer.getError()).contains("[::1]:1 failed").doesNotContain("Exception");
    }

    @Test
    void doesNotMindErrorsThatAreAnswered() {
        server.createContext("/health", exchange -> answer(exchange, 500, ""));
        for (int i = 0; i < 12; i++) {
            assertThat(http.get(base + "/health").getStatus()).isEqualTo(500);
        }
    }

    @Test
    void refusesWhatIsNoUrlOfHttp() {
        for (String url :
                List.of("ftp://host/", "host:80/x", "http:///x", "/health", "http://h/ x", "http://me:secret@host/")) {
            assertThatThrownBy(() -> http.get(url))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("Expected an absolute URL")
                    .hasMessageNotContaining("secret");
        }
        assertThatThrownBy(() -> http.get(base, Map.of("timeout", 1))).hasMessageContaining("headers and deadline");
        assertThatThrownBy(() -> http.get(base, Map.of("deadline", "5 s"))).hasMessageContaining("PT2S");
        assertThatThrownBy(() -> http.get(base, Map.of("headers", Map.of("X", "a\r\nY: b"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reachesOnlyWhatTheSettingsAllow() {
        var settings = new HttpSettings(List.of("http://127.0.0.1:*/health*"), Duration.ofSeconds(5));
        var bounded = new Http(module.get(Calls.class), settings);
        server.createContext("/", exchange -> answer(exchange, 200, "here"));

        assertThat(bounded.get(base + "/health").isOk()).isTrue();
        assertThatThrownBy(() -> bounded.get(base + "/admin?token=s3cret"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.http.allowed-urls")
                .hasMessageNotContaining("s3cret");
        assertThatThrownBy(() -> bounded.get(base + "/health/../admin")).isInstanceOf(NotAllowed.class);
    }

    @Test
    void countsCallsByRouteAndOutcome() {
        server.createContext("/", exchange -> answer(exchange, 200, ""));
        http.get(base);

        assertThat(module.get(MeterRegistry.class)
                        .get("mendflow.connector.calls")
                        .tag("route", "http")
                        .tag("outcome", "answered")
                        .timer()
                        .count())
                .isPositive();
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void readRequest(Socket socket) throws IOException {
        byte[] bytes = new byte[4096];
        if (socket.getInputStream().read(bytes) < 0) {
            throw new IOException("Expected a request");
        }
    }

    private static void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    private static String url(ServerSocket socket) {
        return "http://127.0.0.1:" + socket.getLocalPort() + "/";
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, LOOPBACK)) {
            return socket.getLocalPort();
        }
    }
}
