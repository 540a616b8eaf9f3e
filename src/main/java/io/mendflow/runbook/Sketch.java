package io.mendflow.runbook;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.camunda.bpm.model.bpmn.AssociationDirection;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BpmnModelElementInstance;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.Text;
import org.camunda.bpm.model.bpmn.instance.TextAnnotation;
import org.jspecify.annotations.Nullable;

/**
 * A piece of a drawing, with places of its own: the way through it runs from left to right where y is 0. It is put into a bigger one as a whole, so
 * that every part draws itself without knowing where it will stand.
 */
final class Sketch {

    static final int EVENT = 36;
    static final int GATEWAY = 50;
    static final int TASK_WIDTH = 100;
    static final int TASK_HEIGHT = 80;

    /** Between one thing on the way and the next. */
    static final int GAP = 60;

    private static final double LETTER = 6.2;
    private static final int TEXT_LINE = 14;
    private static final int LABEL_WIDTH = 110;
    private static final int ANNOTATION_WIDTH = 220;

    private final Canvas canvas;
    private final BpmnModelElementInstance scope;
    private final Map<String, Shape> shapes = new LinkedHashMap<>();
    private final List<Line> lines = new ArrayList<>();

    /** @param scope the process or sub-process that everything in this sketch belongs to */
    Sketch(Canvas canvas, BpmnModelElementInstance scope) {
        this.canvas = canvas;
        this.scope = scope;
    }

    enum Kind {
        PLAIN,
        MARKED,
        EXPANDED
    }

    record Shape(BaseElement of, Box box, Kind kind, @Nullable Box label) {

        Shape moved(int dx, int dy) {
            return new Shape(of, box.moved(dx, dy), kind, label == null ? null : label.moved(dx, dy));
        }
    }

    record Line(BaseElement of, List<Point> points, @Nullable Box label) {

        Line moved(int dx, int dy) {
            return new Line(
                    of,
                    points.stream().map(point -> point.moved(dx, dy)).toList(),
                    label == null ? null : label.moved(dx, dy));
        }
    }

    Canvas canvas() {
        return canvas;
    }

    BpmnModelElementInstance scope() {
        return scope;
    }

    List<Shape> shapes() {
        return List.copyOf(shapes.values());
    }

    List<Line> lines() {
        return lines;
    }

    /** All that is drawn, with labels. */
    Box bounds() {
        Box all = new Box(0, 0, 0, 0);
        for (Shape shape : shapes.values()) {
            all = all.with(shape.box()).with(shape.label());
        }
        for (Line line : lines) {
            all = all.with(line.label());
            for (Point point : line.points()) {
                all = all.with(new Box(point.x(), point.y(), 0, 0));
            }
        }
        return all;
    }

    /** Puts another sketch into this one. */
    void put(Sketch other, int dx, int dy) {
        other.shapes.values().forEach(shape -> keep(shape.moved(dx, dy)));
        other.lines.forEach(line -> lines.add(line.moved(dx, dy)));
    }

    /** An event, its name below it. */
    <T extends FlowNode> T event(Class<T> type, String id, String name, int x, int y) {
        T event = canvas.add(scope, type, id);
        event.setName(name);
        Box box = Box.around(x, y, EVENT, EVENT);
        keep(new Shape(event, box, Kind.PLAIN, text(name, x, box.bottom() + 7)));
        return event;
    }

    /** An event on the lower edge of an activity, its name right of the line that leaves it, or left of it when {@code side} is below 0. */
    BoundaryEvent boundary(Activity on, String id, String name, int x, int side) {
        int y = box(on).bottom();
        BoundaryEvent event = canvas.add(scope, BoundaryEvent.class, id);
        event.setName(name);
        event.setAttachedTo(on);
        keep(new Shape(
                event,
                Box.around(x, y, EVENT, EVENT),
                Kind.PLAIN,
                text(name, x + side * (22 + width(name) / 2), y + 12)));
        return event;
    }

    /** A gateway, its question above it. */
    <T extends FlowNode> T gateway(Class<T> type, String id, String name, int x, int y) {
        return gateway(type, id, name, x, y, text(name, x, y - GATEWAY / 2 - 7 - height(name)));
    }

    /** A gateway whose question stands at its lower right, where no flow leaves. */
    <T extends FlowNode> T gatewayWithTextRight(Class<T> type, String id, String name, int x, int y) {
        return gateway(type, id, name, x, y, text(name, x + GATEWAY / 2 + width(name) / 2 + 4, y + 10));
    }

    /** A gateway whose question stands at its upper left, above the flow that comes in. */
    <T extends FlowNode> T gatewayWithTextLeft(Class<T> type, String id, String name, int x, int y) {
        return gateway(type, id, name, x, y, text(name, x - 6 - width(name) / 2, y - GATEWAY / 2 - 2 - height(name)));
    }

    /** A gateway that only brings flows together. */
    ExclusiveGateway merge(String id, int x, int y) {
        return gateway(ExclusiveGateway.class, id, "", x, y, null);
    }

    <T extends FlowNode> T task(Class<T> type, String id, String name, int x, int y) {
        T task = canvas.add(scope, type, id);
        task.setName(name);
        keep(new Shape(task, Box.around(x, y, TASK_WIDTH, TASK_HEIGHT), Kind.PLAIN, null));
        return task;
    }

    /** An open sub-process that was made before what stands in it. */
    void frame(FlowNode subProcess, Box box) {
        keep(new Shape(subProcess, box, Kind.EXPANDED, null));
    }

    /** A flow along points; its name is written with its upper middle at {@code label}. */
    SequenceFlow flow(FlowNode from, FlowNode to, String name, @Nullable Point label, Point... points) {
        SequenceFlow flow = canvas.add(scope, SequenceFlow.class, "Flow_" + from.getId() + "_to_" + to.getId());
        flow.setSource(from);
        flow.setTarget(to);
        from.getOutgoing().add(flow);
        to.getIncoming().add(flow);
        Box text = null;
        if (!name.isEmpty() && label != null) {
            flow.setName(name);
            text = text(name, label.x(), label.y());
        }
        lines.add(new Line(flow, List.of(points), text));
        return flow;
    }

    /** A straight flow to the right. */
    SequenceFlow flow(FlowNode from, FlowNode to) {
        return flow(from, to, "", null, right(from), left(to));
    }

    /** A flow that leaves a gateway straight down, its name right of it. */
    SequenceFlow down(FlowNode from, FlowNode to, String name, Point... points) {
        Point start = bottom(from);
        return flow(from, to, name, new Point(start.x() + 5 + width(name) / 2, start.y() + 8), points);
    }

    /** A text above everything, with a line straight down to what it is about. */
    void annotate(FlowNode about, String id, String text) {
        TextAnnotation annotation = canvas.add(scope, TextAnnotation.class, id);
        Text content = canvas.add(annotation, Text.class);
        content.setTextContent(text);
        int lines = text.lines()
                .mapToInt(line -> (int) Math.ceil(line.length() * LETTER / (ANNOTATION_WIDTH - 20)))
                .sum();
        int height = TEXT_LINE * lines + 12;
        Point foot = top(about);
        var box = new Box(foot.x() - EVENT / 2, Math.min(bounds().top(), -90) - 20 - height, ANNOTATION_WIDTH, height);
        Association association = canvas.add(scope, Association.class, "Association_" + id);
        association.setSource(about);
        association.setTarget(annotation);
        association.setAssociationDirection(AssociationDirection.None);
        keep(new Shape(annotation, box, Kind.PLAIN, null));
        lines().add(new Line(association, List.of(foot, new Point(foot.x(), box.bottom())), null));
    }

    /** What undoes something. */
    void associate(FlowNode from, FlowNode to, Point... points) {
        associate(scope, "Association_" + from.getId() + "_to_" + to.getId(), from, to, points);
        if (scope != canvas.process()) {
            // The engine looks for it beside what it belongs to, bpmnlint on the process alone; so both have it.
            associate(canvas.process(), "Association_" + from.getId() + "_in_process", from, to, points);
        }
    }

    private void associate(BpmnModelElementInstance parent, String id, FlowNode from, FlowNode to, Point... points) {
        Association association = canvas.add(parent, Association.class, id);
        association.setSource(from);
        association.setTarget(to);
        association.setAssociationDirection(AssociationDirection.One);
        lines.add(new Line(association, List.of(points), null));
    }

    Point left(FlowElement of) {
        return left(of, box(of).middle());
    }

    Point left(FlowElement of, int y) {
        return new Point(box(of).left(), y);
    }

    Point right(FlowElement of) {
        return right(of, box(of).middle());
    }

    Point right(FlowElement of, int y) {
        return new Point(box(of).right(), y);
    }

    Point top(FlowElement of) {
        return new Point(box(of).center(), box(of).top());
    }

    Point bottom(FlowElement of) {
        return new Point(box(of).center(), box(of).bottom());
    }

    Box box(FlowElement of) {
        return shapes.get(of.getId()).box();
    }

    static int width(String name) {
        return Math.min(LABEL_WIDTH, (int) Math.ceil(name.length() * LETTER) + 4);
    }

    private <T extends FlowNode> T gateway(Class<T> type, String id, String name, int x, int y, @Nullable Box label) {
        T gateway = canvas.add(scope, type, id);
        if (!name.isEmpty()) {
            gateway.setName(name);
        }
        Kind kind = type == ExclusiveGateway.class ? Kind.MARKED : Kind.PLAIN;
        keep(new Shape(gateway, Box.around(x, y, GATEWAY, GATEWAY), kind, name.isEmpty() ? null : label));
        return gateway;
    }

    private void keep(Shape shape) {
        shapes.put(shape.of().getId(), shape);
    }

    /** Where a text stands whose upper middle is there. */
    private static Box text(String name, int x, int y) {
        int width = width(name);
        return new Box(x - width / 2, y, width, height(name));
    }

    private static int height(String name) {
        return TEXT_LINE * (int) Math.ceil(name.length() * LETTER / (LABEL_WIDTH - 10));
    }
}
