package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalHostTest {

    @TempDir
    static Path home;

    private static ConnectorModule module;
    private static LocalHost local;

    /** A number of seconds that no other process sleeps. */
    private final String seconds = "7" + ThreadLocalRandom.current().nextInt(100_000, 999_999);

    @BeforeAll
    static void start() {
        module = ConnectorModule.start(Map.of(
                "mendflow.home", home.toString(),
                "mendflow.host.local.kill-grace", "PT1S",
                "mendflow.host.local.allowed-reads[0]", "pwd *",
                "mendflow.host.local.allowed-commands[0]", "sleep 7*",
                "mendflow.host.local.allowed-commands[1]", "echo *",
                "mendflow.host.local.allowed-commands[2]", "sh -c*",
                "mendflow.host.local.allowed-commands[3]", home + "/*",
                "mendflow.host.local.allowed-commands[4]", "no-such-program"));
        local = module.get(Host.class).getLocal();
    }

    @AfterAll
    static void stop() {
        module.close();
    }

    @AfterEach
    void endWhatIsLeft() {
        ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void startsFindsAndKillsAProcess() {
        StartedProcess started = local.start("sleep " + seconds);

        await().atMost(5, TimeUnit.SECONDS).untilAsserted(() -> assertThat(local.find("sleep " + seconds))
                .containsExactly(new RunningProcess(started.pid(), "sleep " + seconds)));
        assertThat(local.find(List.of("sleep", "7"))).as("words are whole").isEmpty();
        assertThat(local.alive(started.pid())).isTrue();

        assertThat(local.kill(started.pid())).isTrue();
        assertThat(local.alive(started.pid())).isFalse();
        assertThat(local.find("sleep " + seconds)).isEmpty();
        assertThat(local.kill(started.pid())).as("gone already").isTrue();
    }

    @Test
    void keepsAStartedProcessOutOfItsOwnSession() throws IOException {
        long pid = local.start("sleep " + seconds).pid();

        await().atMost(5, TimeUnit.SECONDS).until(() -> session(pid) == pid);
    }

    @Test
    void writesWhatAProcessPrintsToAFile() {
        StartedProcess started = local.start("echo 'hello  there'");

        assertThat(Path.of(started.log())).startsWith(home.resolve("processes"));
        await().atMost(5, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(Path.of(started.log())).hasContent("hello  there"));
    }

    @Test
    void killsAProcessThatDoesNotListen() {
        StartedProcess started = local.start(List.of("sh", "-c", "trap '' TERM; while true; do sleep 0.1; done"));
        await().atMost(5, TimeUnit.SECONDS).until(() -> local.find("sh -c").size() > 0);

        assertThat(local.kill(started.pid())).isTrue();
        assertThat(local.alive(started.pid())).isFalse();
    }

    @Test
    void findsAScriptByItsOwnName() throws IOException {
        Path script = Files.writeString(home.resolve("serve.sh"), "#!/bin/sh\nread line < fifo || sleep 20\n");
        Files.setPosixFilePermissions(script, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
        StartedProcess started = local.start(script + " --port 1");

        await().atMost(5, TimeUnit.SECONDS).untilAsserted(() -> assertThat(local.find(script.toString()))
                .extracting(RunningProcess::pid)
                .containsExactly(started.pid()));
        assertThat(local.kill(started.pid())).isTrue();
    }

    @Test
    void runsACommandToItsEnd() {
        assertThat(local.run("echo a 'b  c' \"d e\" f\\ g $HOME *"))
                .isEqualTo(new FinishedProcess(0, "a b  c d e f g $HOME *\n", false));
        assertThat(local.run(List.of("sh", "-c", "echo oops >&2; exit 3")))
                .isEqualTo(new FinishedProcess(3, "oops\n", false));
    }

    @Test
    void endsACommandThatExceedsItsDeadline() {
        long start = System.nanoTime();

        FinishedProcess finished = local.run(List.of("sh", "-c", "echo begun; sleep 20"), "PT0.5S");

        assertThat(finished.timedOut()).isTrue();
        assertThat(finished.isOk()).isFalse();
        assertThat(finished.output()).isEqualTo("begun\n");
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void boundsWhatACommandPrints() {
        FinishedProcess finished = local.run(List.of("sh", "-c", "head -c 3000000 /dev/zero"));

        assertThat(finished.output()).hasSize(1 << 20);
        assertThat(finished.cut()).isTrue();
    }

    @Test
    void refusesWhatTheSettingsDoNotAllow() throws IOException {
        assertThatThrownBy(() -> local.start("rm -rf /nowhere"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("rm -rf /nowhere")
                .hasMessageContaining("mendflow.host.local.allowed-commands");
        assertThatThrownBy(() -> local.run("echo")).isInstanceOf(NotAllowed.class);

        Process other = new ProcessBuilder("sleep", "61").start();
        assertThatThrownBy(() -> local.kill(other.pid()))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("sleep 61");
        assertThat(other.isAlive()).isTrue();
        assertThatThrownBy(() -> local.kill(ProcessHandle.current().pid()))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("Mendflow itself");
    }

    @Test
    void readsOnlyWhatIsAllowedToBeRead() {
        assertThat(local.read("pwd -P").isOk()).isTrue();
        assertThatThrownBy(() -> local.read("echo hi", "PT1S"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.host.local.allowed-reads");
        assertThatThrownBy(() -> local.run("pwd -P"))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.host.local.allowed-commands");
    }

    @Test
    void tellsTheFenceToWhatItRuns() throws Exception {
        var command = List.of("sh", "-c", "echo $MENDFLOW_RUN $MENDFLOW_FENCE");

        assertThat(new Fence("RUN-7", 42).during(() -> local.run(command).output()))
                .isEqualTo("RUN-7 42\n");
        assertThat(local.run(command).output()).isEqualTo("\n");
    }

    @Test
    void refusesEverythingByDefault() {
        try (var closed = ConnectorModule.start(Map.of("mendflow.home", home.toString()))) {
            assertThatThrownBy(() -> closed.get(LocalHost.class).start("echo hi"))
                    .isInstanceOf(NotAllowed.class)
                    .hasMessageContaining("none is");
        }
    }

    @Test
    void saysThatAProgramIsNotThere() {
        assertThatThrownBy(() -> local.start("no-such-program"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-program");
    }

    @Test
    void readsAsPropertiesInGroovy() {
        Object read = new GroovyShell(new Binding(Map.of("host", module.get(Host.class), "seconds", seconds)))
                .evaluate(
                        """
                        def pid = host.local.start("sleep ${seconds}").pid
                        [host.local.alive(pid), host.local.find("sleep ${seconds}").every { it.pid == pid },
                         host.local.kill(pid), host.local.run('echo x').output, host.local.run('echo x').exitCode,
                         host.local.run('echo x').ok]""");

        assertThat(read).isEqualTo(List.of(true, true, true, "x\n", 0, true));
    }

    private static long session(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return Long.parseLong(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[3]);
    }
}
