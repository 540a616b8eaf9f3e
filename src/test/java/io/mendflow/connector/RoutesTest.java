package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesTest {

    private static final String HELLO =
            """
            - route:
                id: hello
                description: Says hello
                from:
                  uri: direct:hello
                  steps:
                    - setBody:
                        constant: %s
            """;

    @TempDir
    static Path folder;

    private static ConnectorModule module;
    private static Routes routes;

    @BeforeAll
    static void start() throws IOException {
        Files.writeString(
                folder.resolve("present.camel.yaml"),
                HELLO.replace("hello", "present").formatted("here"));
        module = ConnectorModule.start(
                Map.of("mendflow.routes.directories", folder.toString(), "mendflow.routes.every", "PT0.1S"));
        routes = module.get(Routes.class);
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @AfterEach
    void takeAway() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(file -> !file.getFileName().toString().startsWith("present"))
                    .toList()) {
                Files.delete(file);
            }
        }
        soon().until(() ->
                routes.problems().isEmpty() && !ids().contains("hello") && !routes.isReplaced("ticketing.open"));
    }

    @Test
    void listsShippedRoutesAndThoseThatWereThereAtStart() {
        assertThat(ids()).contains("http", "monitoring.query", "ticketing.open", "host.local.start", "present");
        assertThat(routes.list())
                .filteredOn(route -> route.id().equals("ticketing.open"))
                .singleElement()
                .satisfies(route -> {
                    assertThat(route.from()).isEqualTo("direct:ticketing.open");
                    assertThat(route.description()).contains("embedded table");
                    assertThat(route.file()).startsWith("classpath:").endsWith("camel/ticketing.camel.yaml");
                });
        assertThat(say("present")).isEqualTo("here");
    }

    @Test
    void takesUpAddsChangesAndRemovals() throws IOException {
        write("a", HELLO.formatted("one"));
        soon().until(() -> ids().contains("hello"));
        assertThat(say("hello")).isEqualTo("one");

        write("a", HELLO.formatted("two"));
        soon().until(() -> say("hello").equals("two"));

        Files.delete(folder.resolve("a.camel.yaml"));
        soon().until(() -> !ids().contains("hello"));
    }

    @Test
    void keepsTheLastGoodOneWhenAFileBreaks() throws IOException {
        write("a", HELLO.formatted("good"));
        soon().until(() -> ids().contains("hello"));

        write("a", "- route:\n    id: hello\n    from:\n      uri: direct:hello\n      stepps:\n        - log: x\n");
        soon().until(() -> routes.problems().size() == 1);
        assertThat(routes.problems().get(0).file()).endsWith("a.camel.yaml");
        assertThat(routes.problems().get(0).reason()).contains("stepps");
        assertThat(say("hello")).isEqualTo("good");

        write("a", HELLO.formatted("good") + "  bad: [\n");
        soon().until(() ->
                routes.problems().size() == 1 && routes.problems().get(0).line() != null);
        assertThat(say("hello")).isEqualTo("good");

        write("a", HELLO.formatted("x").replace("setBody", "setBodyy"));
        soon().until(() -> routes.problems().get(0).reason().contains("setBodyy"));
        assertThat(say("hello")).isEqualTo("good");

        write("a", HELLO.formatted("mended"));
        soon().until(() -> routes.problems().isEmpty());
        assertThat(say("hello")).isEqualTo("mended");
    }

    @Test
    void keepsTheLastGoodOneWhenAFileParsesButCannotStart() throws IOException {
        write("a", HELLO.formatted("good"));
        soon().until(() -> ids().contains("hello"));

        write("a", HELLO.formatted("bad") + "        - to:\n            uri: no-such-component:x\n");
        soon().until(() -> routes.problems().size() == 1);

        assertThat(routes.problems().get(0).reason()).contains("no-such-component");
        assertThat(say("hello")).isEqualTo("good");
    }

    @Test
    void restoresAShippedRouteWhenItsReplacementCannotStartOrGoesAway() throws IOException {
        Ticketing tickets = module.get(Ticketing.class);
        write("t", HELLO.replace("hello", "ticketing.open").formatted("'{\"id\":\"EXT-1\"}'"));
        soon().until(() -> routes.isReplaced("ticketing.open"));
        assertThat(tickets.open(request()).id()).isEqualTo("EXT-1");

        Files.delete(folder.resolve("t.camel.yaml"));
        soon().until(() -> !routes.isReplaced("ticketing.open"));
        assertThat(tickets.open(request()).id()).startsWith("TCK-");

        write(
                "t",
                HELLO.replace("hello", "ticketing.open").formatted("x")
                        + "        - to:\n            uri: no-such-component:x\n");
        soon().until(() -> routes.problems().size() == 1);
        assertThat(tickets.open(request()).id()).startsWith("TCK-");
    }

    @Test
    void replacesATemplateOfShippedRoutes() throws IOException {
        Http http = module.get(Http.class);
        assertThat(http.get("http://127.0.0.1:1/").isOk()).isFalse();

        write(
                "h",
                """
                - routeTemplate:
                    id: http-target
                    parameters:
                      - name: target
                    from:
                      uri: direct:http-target-{{target}}
                      steps:
                        - setBody:
                            constant: mine
                """);
        soon().until(() -> http.get("http://127.0.0.1:1/").getBody().equals("mine"));

        Files.delete(folder.resolve("h.camel.yaml"));
        soon().until(() -> !http.get("http://127.0.0.1:1/").isOk());
    }

    @Test
    void refusesAnIdThatAnotherFileHasAndARouteWithoutOne() throws IOException {
        write("a", HELLO.formatted("first"));
        soon().until(() -> ids().contains("hello"));
        write("b", HELLO.formatted("second"));
        soon().until(() -> routes.problems().size() == 1);
        assertThat(routes.problems().get(0).reason()).contains("'hello' is in").contains("a.camel.yaml");
        assertThat(say("hello")).isEqualTo("first");

        write("b", "- from:\n    uri: direct:other\n    steps:\n      - setBody:\n          constant: x\n");
        soon().until(() -> routes.problems().get(0).reason().contains("direct:other has none"));
    }

    @Test
    void sendsTicketsToAnotherSystemByARouteOfTheUsersOwn() throws IOException {
        var bodies = new CopyOnWriteArrayList<String>();
        var status = new AtomicInteger(201);
        HttpServer system = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        system.createContext("/", exchange -> {
            bodies.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                    + new String(exchange.getRequestBody().readAllBytes()));
            byte[] answer = "{\"id\":\"1000\",\"key\":\"OPS-24\",\"self\":\"http://tickets/OPS-24\"}".getBytes();
            exchange.sendResponseHeaders(status.get(), answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        system.start();
        String url = "http://127.0.0.1:" + system.getAddress().getPort();
        write(
                "tickets",
                """
                - route:
                    id: ticketing.open
                    from:
                      uri: direct:ticketing.open
                      steps:
                        - setBody:
                            simple: '{"fields": {"summary": ${bean:toJson?method=quote(${body[title]})}}}'
                        - to:
                            uri: %1$s/issue
                            parameters:
                              httpMethod: POST
                - route:
                    id: ticketing.comment
                    from:
                      uri: direct:ticketing.comment
                      steps:
                        - setProperty:
                            name: id
                            simple: ${body[id]}
                        - process:
                            ref: toJson
                        - toD:
                            uri: %1$s/issue/${exchangeProperty.id}/comment
                """
                        .formatted(url));
        soon().until(() -> routes.isReplaced("ticketing.comment"));
        Ticketing tickets = module.get(Ticketing.class);

        TicketRequest request = request();
        Ticket ticket = tickets.open(request);
        tickets.comment(ticket.id(), "Restarted.");

        assertThat(ticket).isEqualTo(new Ticket("OPS-24", request.incidentKey(), "http://tickets/OPS-24", "open"));
        assertThat(bodies.get(0)).isEqualTo("POST /issue {\"fields\": {\"summary\": \"\\\"web\\\", it's (down)\"}}");
        assertThat(bodies.get(1)).startsWith("POST /issue/OPS-24/comment ");
        assertThat(new ObjectMapper().readValue(bodies.get(1).substring(27), Map.class))
                .isEqualTo(Map.of("id", "OPS-24", "incidentKey", request.incidentKey(), "text", "Restarted."));

        status.set(403);
        assertThatThrownBy(() -> tickets.open(request()))
                .isInstanceOf(RouteFailed.class)
                .hasMessageContaining("answered with status 403")
                .hasNoCause();
        system.stop(0);
        assertThatThrownBy(() -> tickets.open(request()))
                .isInstanceOf(RouteFailed.class)
                .hasMessageContaining("ticketing.open")
                .hasMessageContaining("refused");
    }

    private static TicketRequest request() {
        return new TicketRequest(
                "INC-" + UUID.randomUUID().toString().substring(0, 8), "\"web\", it's (down)", "", "P1");
    }

    private static List<String> ids() {
        return routes.list().stream().map(RouteInfo::id).toList();
    }

    private static String say(String route) {
        return module.get(Calls.class).call(route, "").getMessage().getBody(String.class);
    }

    private static ConditionFactory soon() {
        return await().pollInterval(50, TimeUnit.MILLISECONDS).atMost(8, TimeUnit.SECONDS);
    }

    /** As editors do it: whole at once. */
    private static void write(String name, String text) throws IOException {
        Path draft = Files.writeString(folder.resolve(name + ".draft"), text);
        Files.move(draft, folder.resolve(name + ".camel.yaml"), StandardCopyOption.ATOMIC_MOVE);
    }
}
