package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.mendflow.demo.PatientProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real process is broken and mended by the shipped runbooks; run on each database by its subclasses. */
abstract class StoryTests {

    @TempDir
    Path folder;

    @TempDir
    Path home;

    private RunbookModule module;
    private PatientProcess patient;
    private String command;

    abstract DataSource database();

    @BeforeEach
    void start() throws IOException {
        module = RunbookModule.on(database(), folder);
        int port = freePort();
        patient = new PatientProcess(home, port);
        command = PatientProcess.command(home, port);
        // As shipped, but less patient.
        for (String id : new String[] {"restart-process", "replace-hung-process", "restart-dependents"}) {
            module.given(
                    "quick-" + id,
                    shipped(id)
                            .replace("runbook('" + id, "runbook('quick-" + id)
                            .replace("every: 'PT2S'", "every: 'PT0.2S'")
                            .replace("stable: 'PT5S'", "stable: 'PT0.5S'"));
        }
    }

    @AfterEach
    void stop() {
        patient.kill();
        module.close();
    }

    @Test
    void mendsAProcessThatIsDeadThenOneThatHangsThenOneThatAnswersBadly() {
        Map<String, Object> inputs = Map.of("command", command, "url", patient.health());

        Run restarted = module.until(module.start("quick-restart-process", inputs), RunState.SUCCEEDED);

        long first = patient.process().orElseThrow().pid();
        assertThat(restarted.target()).isEqualTo("process/" + patient.health());
        assertThat(module.details(restarted).steps())
                .extracting(RunStep::step, RunStep::kind, RunStep::state)
                .containsExactly(
                        tuple("the endpoint is down", StepKind.PRECONDITION, StepState.SUCCEEDED),
                        tuple("the endpoint answers", StepKind.BASELINE, StepState.DOES_NOT_HOLD),
                        tuple("start", StepKind.STEP, StepState.SUCCEEDED),
                        tuple("the endpoint answers", StepKind.VERIFICATION, StepState.SUCCEEDED));
        assertThat(module.details(restarted).steps().get(2).outputs()).containsEntry("pid", (int) first);
        module.until(module.start("quick-restart-process", inputs), RunState.NOT_APPLICABLE);

        patient.hang();
        module.until(module.start("quick-replace-hung-process", inputs), RunState.SUCCEEDED);
        long second = patient.process().orElseThrow().pid();
        assertThat(second).isNotEqualTo(first);
        assertThat(ProcessHandle.of(first).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();

        Run third = module.until(module.start("quick-restart-dependents", inputs), RunState.SUCCEEDED);
        assertThat(patient.process().orElseThrow().pid()).isNotEqualTo(second);
        assertThat(module.details(third).steps().get(2).log())
                .isEqualTo("0 of 0 dependents answer before the restart\n");
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String shipped(String id) throws IOException {
        try (InputStream bytes = StoryTests.class.getResourceAsStream("/runbooks/" + id + ".groovy")) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
