package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.connector.Port;
import io.mendflow.runbook.RunbookReader.Reading;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

/** What compiled runbooks look like. With {@code -Dmendflow.diagrams=<folder>} they are written there, to be looked at and linted. */
class DiagramTest {

    /** The way in which nothing lies over anything else, and everything that has to be read is there. */
    @ParameterizedTest
    @MethodSource("files")
    void drawsNothingOverAnythingElse(Path file) throws IOException {
        String xml = ProcessCompiler.xml(read(file));
        Optional.ofNullable(System.getProperty("mendflow.diagrams")).ifPresent(folder -> write(folder, file, xml));
        BpmnModelInstance model =
                Bpmn.readModelFromStream(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        List<Drawn> drawn = new ArrayList<>();
        shapes(model).forEach(shape -> drawn.add(drawn(shape)));
        shapes(model).map(BpmnShape::getBpmnLabel).forEach(label -> label(label, drawn));
        edges(model).map(BpmnEdge::getBpmnLabel).forEach(label -> label(label, drawn));

        for (int i = 0; i < drawn.size(); i++) {
            for (int j = i + 1; j < drawn.size(); j++) {
                Drawn one = drawn.get(i);
                Drawn other = drawn.get(j);
                assertThat(one.isOver(other)).as("%s over %s", one, other).isFalse();
            }
        }
        edges(model)
                .filter(edge -> edge.getBpmnElement() instanceof SequenceFlow)
                .forEach(edge -> assertThat(drawn).allSatisfy(shape -> assertThat(crosses(edge, shape))
                        .as("%s through %s", edge.getBpmnElement().getId(), shape)
                        .isFalse()));
        assertThat(xml).isEqualTo(ProcessCompiler.xml(read(file)));
    }

    static Stream<Path> files() throws IOException {
        List<Path> all = new ArrayList<>();
        for (String folder : List.of("runbooks", "src/test/resources/language")) {
            try (Stream<Path> files = Files.list(Path.of(folder))) {
                files.filter(file -> file.toString().endsWith(".groovy")
                                && !file.toString().endsWith(".test.groovy"))
                        .sorted()
                        .forEach(all::add);
            }
        }
        return all.stream();
    }

    private static Definition read(Path file) throws IOException {
        var beans = new StaticListableBeanFactory();
        for (String verb : List.of("http", "host", "monitoring", "kubernetes", "database", "docker", "mail")) {
            beans.addBean(verb, new Verb(verb, new Nothing()));
        }
        if (!file.startsWith("runbooks")) {
            beans.addBean("probe", new Verb("probe", new Nothing()));
        }
        String name = file.getFileName().toString();
        Reading reading = new RunbookReader(
                        new Verbs(beans.getBeanProvider(Verb.class)), new CompiledFiles((Path) null))
                .read(name, name, Files.readString(file));
        assertThat(reading.problems()).isEmpty();
        return reading.definition();
    }

    private static void write(String folder, Path file, String xml) {
        try {
            Files.createDirectories(Path.of(folder));
            String name = file.getFileName().toString().replace(".groovy", ".bpmn");
            Files.writeString(Path.of(folder).resolve("runbook-" + name), xml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<BpmnShape> shapes(BpmnModelInstance model) {
        Collection<BpmnShape> shapes = model.getModelElementsByType(BpmnShape.class);
        return shapes.stream();
    }

    private static Stream<BpmnEdge> edges(BpmnModelInstance model) {
        Collection<BpmnEdge> edges = model.getModelElementsByType(BpmnEdge.class);
        return edges.stream();
    }

    private static Drawn drawn(BpmnShape shape) {
        BaseElement element = shape.getBpmnElement();
        return new Drawn(
                element.getId(),
                box(shape.getBounds()),
                element instanceof SubProcess,
                element instanceof BoundaryEvent boundary
                        ? boundary.getAttachedTo().getId()
                        : "");
    }

    private static void label(BpmnLabel label, List<Drawn> drawn) {
        if (label != null) {
            drawn.add(new Drawn(label.getId(), box(label.getBounds()), false, ""));
        }
    }

    private static Box box(Bounds bounds) {
        return new Box(
                bounds.getX().intValue(),
                bounds.getY().intValue(),
                bounds.getWidth().intValue(),
                bounds.getHeight().intValue());
    }

    /** A flow may touch the edge of what it begins or ends at, and go through the frames around it. */
    private static boolean crosses(BpmnEdge edge, Drawn shape) {
        List<Waypoint> points = List.copyOf(edge.getWaypoints());
        for (int i = 1; i < points.size(); i++) {
            Waypoint from = points.get(i - 1);
            Waypoint to = points.get(i);
            int left = (int) Math.min(from.getX(), to.getX());
            int top = (int) Math.min(from.getY(), to.getY());
            int width = (int) Math.abs(from.getX() - to.getX());
            int height = (int) Math.abs(from.getY() - to.getY());
            boolean touches = !shape.frame()
                    && left < shape.box().right() - 1
                    && left + width > shape.box().left() + 1
                    && top < shape.box().bottom() - 1
                    && top + height > shape.box().top() + 1;
            if (touches) {
                return true;
            }
        }
        return false;
    }

    private record Drawn(String id, Box box, boolean frame, String on) {

        boolean isOver(Drawn other) {
            boolean apart = box.right() <= other.box.left()
                    || other.box.right() <= box.left()
                    || box.bottom() <= other.box.top()
                    || other.box.bottom() <= box.top();
            return !apart && !on.equals(other.id) && !other.on.equals(id) && !holds(other) && !other.holds(this);
        }

        /** What stands in a frame stands below its title. */
        private boolean holds(Drawn other) {
            return frame
                    && box.left() < other.box.left()
                    && box.right() > other.box.right()
                    && box.top() + 20 < other.box.top()
                    && box.bottom() > other.box.bottom();
        }
    }

    /** A port that is never used. */
    public static final class Nothing implements Port {

        @Override
        public String target(String operation, List<?> arguments) {
            return "nothing";
        }
    }
}
