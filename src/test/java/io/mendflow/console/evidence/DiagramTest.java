package io.mendflow.console.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.console.evidence.ProcessHistory.Activity;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiagramTest {

    private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

    static Stream<Path> shipped() throws IOException {
        return Files.list(Path.of("bpmn")).filter(file -> file.toString().endsWith(".bpmn"));
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void drawsEveryProcessThatIsShipped(Path file) throws Exception {
        byte[] bpmn = Files.readAllBytes(file);

        String svg = Diagram.svg(bpmn, List.of());

        var picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        int edges = Bpmn.readModelFromStream(new ByteArrayInputStream(bpmn))
                .getModelElementsByType(org.camunda.bpm.model.bpmn.instance.SequenceFlow.class)
                .size();
        assertThat(edges).isPositive();
        assertThat(picture.getElementsByTagName("path").getLength()).isEqualTo(edges);
        assertThat(svg).doesNotContain("✓");
    }

    @Test
    void marksWhatWasVisitedAndWhichWayWasTaken() {
        String svg = Diagram.svg(
                model(),
                List.of(
                        visit("begin", THEN, false),
                        visit("ask", THEN, false),
                        visit("right", THEN, false),
                        visit("again", THEN, false),
                        visit("ask", THEN, false),
                        visit("right", THEN, false),
                        visit("done", THEN, false)));

        assertThat(svg).contains("✓ 2×", "good &lt;b&gt;");
        assertThat(followed(svg)).isEqualTo(5);
    }

    @Test
    void tellsWhatIsOpenAndWhatWasBrokenOff() {
        String svg = Diagram.svg(model(), List.of(visit("begin", THEN, false), visit("ask", null, false)));
        assertThat(svg).contains("…");
        assertThat(followed(svg)).isOne();

        assertThat(Diagram.svg(model(), List.of(visit("begin", THEN, false), visit("ask", THEN, true))))
                .contains("✕");
    }

    private static long followed(String svg) {
        return svg.lines()
                .filter(line -> line.startsWith("<polyline") && line.contains("stroke-width=\"3.0\""))
                .count();
    }

    private static byte[] model() {
        var model = Bpmn.createExecutableProcess("p")
                .name("A process")
                .startEvent("begin")
                .userTask("ask")
                .name("good <b>")
                .exclusiveGateway("right")
                .condition("no", "${x}")
                .serviceTask("again")
                .connectTo("ask")
                .moveToNode("right")
                .endEvent("done")
                .moveToNode("right")
                .endEvent("never")
                .done();
        return Bpmn.convertToString(model).getBytes(StandardCharsets.UTF_8);
    }

    private static Activity visit(String id, Instant ended, boolean cancelled) {
        return new Activity(id, id, "task", THEN, ended, cancelled, null, null, null);
    }
}
