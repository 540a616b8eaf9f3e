package io.mendflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintTest {

    @TempDir
    Path folder;

    @Test
    void findsNothingWrongInWhatIsShipped() {
        CommandRun lint = CommandRun.of("lint");

        assertThat(lint.exitCode()).as(lint.out()).isZero();
        assertThat(lint.out()).contains(" 0 errors, 0 warnings,").contains("(--hints shows them)");
        assertThat(CommandRun.of("lint", "bpmn", "runbooks", "--hints").out())
                .contains(
                        "runbooks/restart-dependents.groovy:24: info: step 'start the process' changes something (start)");
    }

    @Test
    void findsWhatIsWrongInRunbooks() throws IOException {
        write(
                "broken.groovy",
                """
                runbook('broken') {
                    titel 'A word too short'
                    risk 'low'
                    step('look') { htpp.get('http://a') }
                }
                """);
        write(
                "caller.groovy",
                """
                runbook('caller') {
                    title 'Calls'
                    risk  'low'
                    call 'restart-process', inputs: { [command: 'run a', port: 80] }
                    call 'nobody'
                    step('start') {
                        if (host.local.find('a')) { throw new IllegalStateException('there'); log 'never said' }
                        host.local.strat('run a')
                        host.local.start('run a')
                    }
                }
                """);

        assertThat(lint())
                .contains(
                        "broken.groovy:2 error unknown-word",
                        "broken.groovy:4 error unknown-verb",
                        "caller.groovy:1 warning missing-verify",
                        "caller.groovy:1 warning missing-target",
                        "caller.groovy:4 error missing-input",
                        "caller.groovy:4 error unknown-input",
                        "caller.groovy:5 error unknown-runbook",
                        "caller.groovy:6 info step-without-undo",
                        "caller.groovy:6 info step-not-once",
                        "caller.groovy:7 error unreachable",
                        "caller.groovy:8 error unknown-operation",
                        "caller.groovy:0 info missing-test");
    }

    @Test
    void looksIntoBothWaysOfAQuestion() throws IOException {
        write(
                "asking.groovy",
                """
                runbook('asking') {
                    title 'Asks'
                    risk  'low'
                    when('it hangs') { http.gett('http://a').ok } then {
                        fail 'it hangs'
                        step('never') { log 'never' }
                    } otherwise {
                        call 'nobody'
                    }
                }
                """);

        assertThat(lint())
                .contains(
                        "asking.groovy:4 error unknown-operation",
                        "asking.groovy:6 error unreachable",
                        "asking.groovy:8 error unknown-runbook");
    }

    @Test
    void findsRunbooksThatCallEachOtherOrShareAnId() throws IOException {
        write("one.groovy", calling("one", "other"));
        write("other.groovy", calling("other", "one"));
        write("third.groovy", calling("one", "restart-process"));

        assertThat(lint())
                .contains(
                        "one.groovy:1 error cyclic-call",
                        "other.groovy:1 error cyclic-call",
                        "third.groovy:1 error duplicate-runbook");
    }

    @Test
    void findsWhatIsWrongInProcesses() throws IOException {
        write(
                "bad.bpmn",
                """
                <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="http://test">
                  <process id="bad" name="Bad" isExecutable="true">
                    <startEvent id="start" name="Begin" />
                    <sequenceFlow id="f1" sourceRef="start" targetRef="note" />
                    <serviceTask id="note" name="Note" camunda:delegateExpression="${noteGap}" />
                    <sequenceFlow id="f2" sourceRef="note" targetRef="ask" />
                    <userTask id="ask" name="Ask" camunda:formRef="no-form" />
                    <sequenceFlow id="f3" sourceRef="ask" targetRef="which" />
                    <exclusiveGateway id="which" name="Which?" />
                    <sequenceFlow id="f4" name="one" sourceRef="which" targetRef="evil">
                      <conditionExpression xsi:type="tFormalExpression">${answer == 1}</conditionExpression>
                    </sequenceFlow>
                    <sequenceFlow id="f5" sourceRef="which" targetRef="call">
                      <conditionExpression xsi:type="tFormalExpression">${answer == 2}</conditionExpression>
                    </sequenceFlow>
                    <serviceTask id="evil" camunda:class="java.lang.Runtime" />
                    <callActivity id="call" name="Call" calledElement="nowhere" />
                    <serviceTask id="far" name="Far" camunda:delegateExpression="${callRoute}" />
                  </process>
                </definitions>
                """);

        assertThat(lint())
                .contains(
                        "bad.bpmn:6 warning no-error-path",
                        "bad.bpmn:8 warning user-task-without-timer",
                        "bad.bpmn:8 error unknown-form",
                        "bad.bpmn:10 warning gateway-without-default",
                        "bad.bpmn:14 warning missing-name",
                        "bad.bpmn:17 error refused",
                        "bad.bpmn:17 warning missing-name",
                        "bad.bpmn:18 error unknown-process",
                        "bad.bpmn:19 warning remote-call-not-async",
                        "bad.bpmn:19 warning no-error-path");
    }

    @Test
    void saysWhereAFileIsNoXml() throws IOException {
        write("half.bpmn", "<definitions>\n<process\n");
        write("half.dmn", "<definitions>\n</process>\n");

        assertThat(lint()).contains("half.bpmn:3 error refused", "half.dmn:2 error refused");
    }

    @Test
    void findsRunbooksThatTheSelectionNamesAndNobodyHas() throws IOException {
        write(
                "runbook-selection.dmn",
                Files.readString(Path.of("bpmn/runbook-selection.dmn"))
                        .replace("\"restart-process\"", "\"restart-proces\""));

        CommandRun lint = CommandRun.of("lint", folder.toString());

        assertThat(lint.exitCode()).isOne();
        assertThat(lint.out())
                .containsPattern(
                        "runbook-selection.dmn:\\d+: error: row 2 of 'runbook-selection' names runbook 'restart-proces', but there is none")
                .contains("1 error, 0 warnings");
    }

    @Test
    void refusesFoldersThatAreNotThere() {
        CommandRun lint = CommandRun.of("lint", folder.resolve("none").toString());

        assertThat(lint.exitCode()).isEqualTo(2);
        assertThat(lint.err()).contains("Expected a folder at", "none, but there is none");
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    /** What is found in the folder: file, line, severity and rule. */
    private List<String> lint() throws IOException {
        CommandRun lint = CommandRun.of("lint", folder.toString(), "--format", "json");
        JsonNode findings = new ObjectMapper().readTree(lint.out()).path("findings");
        List<String> found = new java.util.ArrayList<>();
        findings.forEach(finding -> {
            assertThat(finding.path("reason").asText()).isNotBlank();
            Path file = Path.of(finding.path("file").asText());
            found.add("%s:%d %s %s"
                    .formatted(
                            file.getFileName(),
                            finding.path("line").asInt(),
                            finding.path("severity").asText(),
                            finding.path("rule").asText()));
        });
        assertThat(lint.exitCode()).isOne();
        return found;
    }

    private static String calling(String id, String other) {
        return """
                runbook('%s') {
                    title 'Calls'
                    risk  'low'
                    call '%s', inputs: [command: 'a', url: 'http://a']
                }
                """
                .formatted(id, other);
    }
}
