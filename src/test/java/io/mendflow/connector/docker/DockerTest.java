package io.mendflow.connector.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.ContainerInfo;
import io.mendflow.connector.ContainerState;
import io.mendflow.connector.Docker;
import io.mendflow.connector.DockerContainer;
import io.mendflow.connector.NotAllowed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Against what Docker's Engine API documents (v1.43 and later), over a real Unix domain socket. */
class DockerTest {

    private static final String ID = "4fa6e0f0c6786287e131c3852c58a2e01cc697a68231826813597e4994f1d6e2";

    /** The path of a Unix domain socket has at most about 100 characters. */
    private static Path folder = Path.of("");

    private static ConnectorModule module;
    private static Docker docker;

    private RecordedEngine engine;
    private DockerContainer web;

    @BeforeAll
    static void start() throws IOException {
        folder = Files.createTempDirectory("mf");
        module = ConnectorModule.start(Map.of(
                "mendflow.docker.engines.default.socket",
                        folder.resolve("d.sock").toString(),
                "mendflow.docker.engines.away.socket", folder.resolve("no.sock").toString(),
                "mendflow.docker.deadline", "PT1S",
                "mendflow.docker.allowed-containers[0]", "web*",
                "mendflow.docker.allowed-containers[1]", "4fa*"));
        docker = module.get(Docker.class);
    }

    @AfterAll
    static void stop() throws IOException {
        module.close();
        Files.deleteIfExists(folder);
    }

    @BeforeEach
    void listen() throws IOException {
        engine = RecordedEngine.on(folder.resolve("d.sock"));
        engine.json("GET /v1.50/containers/web/json", 200, inspected("web", false));
        web = docker.container("web");
    }

    @AfterEach
    void close() throws IOException {
        engine.close();
        Files.deleteIfExists(folder.resolve("d.sock"));
    }

    @Test
    void inspectsAContainer() {
        assertThat(web.inspect())
                .isEqualTo(new ContainerState(
                        ID, "web", "shop:1.4", "running", "unhealthy", 0, 3, false, "2026-11-25T02:42:38.761Z"));
        assertThat(web.inspect().isRunning()).isTrue();
        assertThat(web.inspect().isHealthy()).isFalse();
    }

    @Test
    void actsOnTheContainerById() {
        for (String act : List.of("restart?t=3", "stop?t=10", "start")) {
            engine.json("POST /v1.50/containers/" + ID + "/" + act, 204, "");
        }

        web.restart(3);
        web.stop();
        web.start();

        assertThat(engine.asked)
                .filteredOn(asked -> asked.startsWith("POST"))
                .containsExactly(
                        "POST /v1.50/containers/" + ID + "/restart?t=3",
                        "POST /v1.50/containers/" + ID + "/stop?t=10",
                        "POST /v1.50/containers/" + ID + "/start");
    }

    @Test
    void leavesAContainerThatIsAsWanted() {
        engine.json("POST /v1.50/containers/" + ID + "/start", 304, "");

        web.start();

        assertThat(engine.asked).contains("POST /v1.50/containers/" + ID + "/start");
    }

    @Test
    void tellsWhyTheEngineRefuses() {
        engine.json("POST /v1.50/containers/" + ID + "/stop?t=10", 409, "{\"message\":\"removal is in progress\"}");
        engine.json("POST /v1.50/containers/" + ID + "/start", 500, "{\"message\":\"port is already allocated\"}");
        engine.json("GET /v1.50/containers/web-9/json", 404, "{\"message\":\"No such container: web-9\"}");

        assertThatThrownBy(() -> web.stop())
                .hasMessageContaining("stop container 'web'")
                .hasMessageContaining("status 409: removal is in progress");
        assertThatThrownBy(() -> web.start()).hasMessageContaining("status 500: port is already allocated");
        assertThatThrownBy(() -> docker.container("web-9").inspect())
                .hasMessageContaining("a container named 'web-9'")
                .hasMessageContaining("there is none");
    }

    @Test
    void takesNoBeginningOfAnIdForAName() {
        engine.json("GET /v1.50/containers/4fa6/json", 200, inspected("db", false));

        assertThatThrownBy(() -> docker.container("4fa6").restart()).hasMessageContaining("there is none");
        assertThat(engine.asked).containsExactly("GET /v1.50/containers/4fa6/json");
    }

    @Test
    void touchesAndShowsOnlyWhatIsAllowed() {
        engine.json(
                "GET /v1.50/containers/json?all=1",
                200,
                """
                [{"Id":"8dfafdbc3a40","Names":["/web"],"Image":"shop:1.4","State":"running","Status":"Up 5 minutes (healthy)"},
                 {"Id":"9cd87474be90","Names":["/db"],"Image":"postgres:15","State":"exited","Status":"Exited (0) 2 days ago"}]""");

        assertThat(docker.containers())
                .containsExactly(
                        new ContainerInfo("8dfafdbc3a40", "web", "shop:1.4", "running", "Up 5 minutes (healthy)"));
        engine.asked.clear();
        assertThatThrownBy(() -> docker.container("db").restart())
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.docker.allowed-containers")
                .hasMessageContaining("'db'");
        assertThatThrownBy(() -> docker.container("db").logs()).isInstanceOf(NotAllowed.class);
        assertThatThrownBy(() -> docker.container("../images")).hasMessageContaining("name of a container");
        assertThat(engine.asked).isEmpty();
    }

    @Test
    void readsLogsFromTheMultiplexedStreamInChunks() throws IOException {
        var stream = new ByteArrayOutputStream();
        stream.write(frame(1, "starting\n"));
        stream.write(frame(2, "naïve warning\n"));
        stream.write(frame(1, ""));
        stream.write(frame(1, "ready\n"));
        byte[] all = stream.toByteArray();
        var chunked = new ByteArrayOutputStream();
        for (int at = 0; at < all.length; at += 5) {
            int length = Math.min(5, all.length - at);
            chunked.write((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
            chunked.write(all, at, length);
            chunked.write("\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        chunked.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        engine.raw(
                "GET /v1.50/containers/" + ID + "/logs?stdout=1&stderr=1&tail=20",
                "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.multiplexed-stream\r\nTransfer-Encoding: chunked\r\n\r\n",
                chunked.toByteArray());

        assertThat(web.logs(20)).isEqualTo("starting\nnaïve warning\nready\n");
    }

    @Test
    void readsLogsOfATerminalAsTheyAre() {
        engine.json("GET /v1.50/containers/web/json", 200, inspected("web", true));
        engine.raw(
                "GET /v1.50/containers/" + ID + "/logs?stdout=1&stderr=1&tail=100",
                "HTTP/1.1 200 OK\r\nContent-Type: application/vnd.docker.raw-stream\r\n\r\n",
                "plain text\r\n".getBytes(StandardCharsets.UTF_8));

        assertThat(web.logs()).isEqualTo("plain text\r\n");
    }

    @Test
    void givesUpOnAnEngineThatHangs() {
        long start = System.nanoTime();

        assertThatThrownBy(() -> web.restart(0))
                .isInstanceOf(DockerFailed.class)
                .hasMessageContaining("did not answer within PT1S")
                .hasMessageContaining("may have happened or not");
        assertThat(System.nanoTime() - start).isLessThan(4_000_000_000L);
    }

    @Test
    void saysThatAConnectionBroke() {
        engine.raw("POST /v1.50/containers/" + ID + "/start", "", new byte[0]);

        assertThatThrownBy(() -> web.start()).hasMessageContaining("the connection broke");
    }

    @Test
    void saysThatAnEngineIsAway() {
        assertThatThrownBy(() -> docker.engine("away").containers())
                .isInstanceOf(DockerFailed.class)
                .hasMessageContaining("no.sock")
                .hasMessageContaining("cannot be reached");
        assertThatThrownBy(() -> docker.engine("other").containers())
                .hasMessageContaining("mendflow.docker.engines has (away, default)");
    }

    @Test
    void reachesAnEngineByItsAddress() throws IOException {
        try (var other = RecordedEngine.on(null)) {
            other.json("GET /v1.50/containers/json?all=1", 200, "[]");
            var settings = new DockerSettings(
                    Map.of(
                            "far",
                            new DockerSettings.Engine(null, java.net.URI.create("tcp://127.0.0.1:" + other.port()))),
                    List.of("*"),
                    java.time.Duration.ofSeconds(2));

            assertThat(new Engines(settings).list(Map.of("engine", "far"))).isEmpty();
            assertThat(other.asked).hasSize(1);
        }
    }

    @Test
    void namesItsTarget() {
        assertThat(web.target("restart", List.of())).isEqualTo("docker/default/container/web");
    }

    private static byte[] frame(int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + bytes.length)
                .put((byte) stream)
                .put(new byte[3])
                .putInt(bytes.length)
                .put(bytes)
                .array();
    }

    private static String inspected(String name, boolean tty) {
        return """
                {"Id":"%s","Created":"2026-11-24T10:11:12.1Z","Name":"/%s","RestartCount":3,"Image":"sha256:e216a057b1cb",
                 "State":{"Status":"running","Running":true,"Paused":false,"Restarting":false,"OOMKilled":false,"Dead":false,
                          "Pid":1234,"ExitCode":0,"Error":"","StartedAt":"2026-11-25T02:42:38.761Z",
                          "Health":{"Status":"unhealthy","FailingStreak":4,"Log":[]}},
                 "Config":{"Image":"shop:1.4","Tty":%s}}"""
                .formatted(ID, name, tty);
    }
}
