package io.mendflow.console.evidence;

import io.mendflow.console.evidence.PathTaken.Visit;
import io.mendflow.console.evidence.ProcessHistory.Activity;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CatchEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.EventDefinition;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Gateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.Task;
import org.camunda.bpm.model.bpmn.instance.TextAnnotation;
import org.camunda.bpm.model.bpmn.instance.ThrowEvent;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;

/**
 * Draws a process as its diagram lays it out, with the path that an instance took: visited elements have a thick line and a filled shape, so that
 * they can be told apart without colours too, and how often each was visited when more than once. The picture needs no script, style sheet or font
 * from elsewhere.
 */
final class Diagram {

    private static final int MARGIN = 20;

    /** Modeler measures labels by another font. */
    private static final int LABEL_SLACK = 12;

    private static final String TAKEN = "#1b6e3c";
    private static final String TAKEN_FILL = "#e3f4e8";
    private static final String OPEN = "#9a6700";
    private static final String OPEN_FILL = "#fff3cd";
    private static final String BROKEN = "#b42318";
    private static final String BROKEN_FILL = "#fde8e6";
    private static final String PLAIN = "#7b8794";
    private static final String TEXT = "#1f2933";

    private final BpmnModelInstance model;
    private final PathTaken path;
    private final Canvas canvas = new Canvas();

    private Diagram(BpmnModelInstance model, List<Activity> activities) {
        this.model = model;
        this.path = new PathTaken(activities);
    }

    /**
     * The picture, as SVG.
     *
     * @param bpmn a BPMN model with its diagram
     * @param activities of the instance, in the order they began
     */
    static String svg(byte[] bpmn, List<Activity> activities) {
        return new Diagram(Bpmn.readModelFromStream(new ByteArrayInputStream(bpmn)), activities).draw();
    }

    private String draw() {
        model.getModelElementsByType(FlowNode.class).forEach(path::follow);
        List<BpmnShape> shapes = new ArrayList<>(model.getModelElementsByType(BpmnShape.class));
        // What holds others lies below them.
        shapes.sort(Comparator.comparingDouble(
                shape -> -shape.getBounds().getWidth() * shape.getBounds().getHeight()));
        shapes.stream().filter(shape -> holdsOthers(shape.getBpmnElement())).forEach(this::container);
        Collection<BpmnEdge> edges = model.getModelElementsByType(BpmnEdge.class);
        edges.stream().filter(edge -> !isFollowed(edge)).forEach(this::edge);
        edges.stream().filter(this::isFollowed).forEach(this::edge);
        shapes.stream()
                .filter(shape -> !holdsOthers(shape.getBpmnElement()))
                // Events on the border of a task lie above it.
                .forEach(this::node);
        return canvas.svg(title());
    }

    private String title() {
        return model.getModelElementsByType(org.camunda.bpm.model.bpmn.instance.Process.class).stream()
                .map(process -> process.getName() == null ? process.getId() : process.getName())
                .collect(Collectors.joining(", "));
    }

    private static boolean holdsOthers(BaseElement element) {
        return element instanceof SubProcess
                || element instanceof org.camunda.bpm.model.bpmn.instance.Participant
                || element instanceof org.camunda.bpm.model.bpmn.instance.Lane;
    }

    private void container(BpmnShape shape) {
        Look look = look(shape.getBpmnElement());
        Bounds at = shape.getBounds();
        boolean event = shape.getBpmnElement() instanceof SubProcess sub && sub.triggeredByEvent();
        canvas.box(at, 10, look.visited() ? "#f6fbf7" : "#ffffff", look.stroke, look.width, event ? "4 4" : "");
        canvas.text(at.getX() + 10, at.getY() + 18, "start", name(shape.getBpmnElement()), "font-weight=\"600\"");
        badge(at, look);
    }

    private void node(BpmnShape shape) {
        BaseElement element = shape.getBpmnElement();
        Look look = look(element);
        Bounds at = shape.getBounds();
        if (element instanceof Event event) {
            event(event, at, look);
        } else if (element instanceof Gateway) {
            canvas.diamond(at, look.fill, look.stroke, look.width);
            canvas.symbol(at, gateway(element), look.stroke);
        } else if (element instanceof TextAnnotation note) {
            canvas.lines(at, 0, note.getText() == null ? "" : note.getText().getTextContent());
        } else {
            canvas.box(
                    at, 8, look.fill, look.stroke, element instanceof CallActivity ? look.width + 2 : look.width, "");
            canvas.lines(at, -6, name(element));
            canvas.text(at.getX() + 6, at.getY() + 13, "start", kind(element), "font-size=\"9\" fill=\"#52606d\"");
        }
        if (element instanceof Event || element instanceof Gateway) {
            label(shape.getBpmnLabel(), at, name(element));
        }
        badge(at, look);
    }

    private void event(Event event, Bounds at, Look look) {
        boolean end = event instanceof EndEvent;
        boolean between = !end && !(event instanceof StartEvent);
        boolean passing = event instanceof BoundaryEvent border && !border.cancelActivity();
        canvas.circle(at, 0, look.fill, look.stroke, end ? look.width + 2 : look.width, passing ? "3 3" : "");
        if (between) {
            canvas.circle(at, 4, "none", look.stroke, 1, passing ? "3 3" : "");
        }
        canvas.symbol(at, symbol(event), look.stroke);
    }

    private static String symbol(Event event) {
        Collection<EventDefinition> all = event instanceof CatchEvent waits
                ? waits.getEventDefinitions()
                : event instanceof ThrowEvent throwing ? throwing.getEventDefinitions() : List.of();
        return all.stream()
                .findFirst()
                .map(definition -> switch (definition.getElementType().getTypeName()) {
                    case "timerEventDefinition" -> "◷";
                    case "messageEventDefinition" -> "✉";
                    case "errorEventDefinition" -> "↯";
                    case "compensateEventDefinition" -> "◀◀";
                    case "escalationEventDefinition" -> "▲";
                    case "signalEventDefinition" -> "△";
                    case "terminateEventDefinition" -> "●";
                    case "conditionalEventDefinition" -> "≡";
                    default -> "";
                })
                .orElse("");
    }

    private static String gateway(BaseElement element) {
        return switch (element.getElementType().getTypeName()) {
            case "parallelGateway" -> "+";
            case "inclusiveGateway" -> "○";
            case "eventBasedGateway" -> "⬠";
            default -> "×";
        };
    }

    private static String kind(BaseElement element) {
        return switch (element.getElementType().getTypeName()) {
            case "userTask" -> "person";
            case "businessRuleTask" -> "table";
            case "callActivity" -> "process";
            case "scriptTask" -> "script";
            default -> element instanceof Task ? "" : element.getElementType().getTypeName();
        };
    }

    private void label(BpmnLabel label, Bounds at, String name) {
        if (label != null && label.getBounds() != null) {
            canvas.lines(label.getBounds(), LABEL_SLACK, name);
        } else if (!name.isEmpty()) {
            canvas.text(at.getX() + at.getWidth() / 2, at.getY() + at.getHeight() + 14, "middle", name, "");
        }
    }

    private boolean isFollowed(BpmnEdge edge) {
        return edge.getBpmnElement() instanceof SequenceFlow flow && path.isFollowed(flow);
    }

    private void edge(BpmnEdge edge) {
        boolean followed = isFollowed(edge);
        List<Waypoint> points = List.copyOf(edge.getWaypoints());
        canvas.line(
                points, followed ? TAKEN : PLAIN, followed ? 3 : 1.2, edge.getBpmnElement() instanceof SequenceFlow);
        String name = name(edge.getBpmnElement());
        if (edge.getBpmnLabel() != null && edge.getBpmnLabel().getBounds() != null) {
            canvas.lines(edge.getBpmnLabel().getBounds(), LABEL_SLACK, name);
        } else if (!name.isEmpty() && points.size() > 1) {
            Waypoint from = points.get(0);
            canvas.text(from.getX() + 8, from.getY() - 6, "start", name, "");
        }
    }

    private void badge(Bounds at, Look look) {
        if (look.visited()) {
            canvas.badge(at.getX() + at.getWidth(), at.getY(), look.mark(), look.stroke);
        }
    }

    private static String name(BaseElement element) {
        String name = element instanceof FlowElement flow
                ? flow.getName()
                : element == null ? null : element.getAttributeValue("name");
        return name == null ? "" : name;
    }

    private Look look(BaseElement element) {
        Visit visit = path.of(element == null ? "" : element.getId());
        if (visit.times() == 0) {
            return new Look(visit, "#ffffff", PLAIN, 1.5);
        }
        if (visit.open()) {
            return new Look(visit, OPEN_FILL, OPEN, 3);
        }
        return visit.cancelled() ? new Look(visit, BROKEN_FILL, BROKEN, 3) : new Look(visit, TAKEN_FILL, TAKEN, 3);
    }

    /** How an element is drawn for what became of it. */
    private record Look(Visit visit, String fill, String stroke, double width) {

        boolean visited() {
            return visit.times() > 0;
        }

        String mark() {
            String sign = visit.open() ? "…" : visit.cancelled() ? "✕" : "✓";
            return visit.times() > 1 ? sign + " " + visit.times() + "×" : sign;
        }
    }

    /** The drawing as it grows, in the coordinates of the diagram. */
    private static final class Canvas {

        private static final double LETTER = 6.1;
        private static final int LINE = 13;

        private final StringBuilder out = new StringBuilder();
        private double left = Double.MAX_VALUE;
        private double top = Double.MAX_VALUE;
        private double right;
        private double bottom;

        private void reach(double x, double y) {
            left = Math.min(left, x);
            top = Math.min(top, y);
            right = Math.max(right, x);
            bottom = Math.max(bottom, y);
        }

        private void reach(Bounds at) {
            reach(at.getX(), at.getY());
            reach(at.getX() + at.getWidth(), at.getY() + at.getHeight());
        }

        void box(Bounds at, int corner, String fill, String stroke, double width, String dashes) {
            reach(at);
            out.append(
                    "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%d\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n"
                            .formatted(
                                    at.getX(),
                                    at.getY(),
                                    at.getWidth(),
                                    at.getHeight(),
                                    corner,
                                    fill,
                                    stroke,
                                    width,
                                    dashed(dashes)));
        }

        void circle(Bounds at, double inset, String fill, String stroke, double width, String dashes) {
            reach(at);
            out.append("<circle cx=\"%s\" cy=\"%s\" r=\"%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n"
                    .formatted(
                            middle(at),
                            at.getY() + at.getHeight() / 2,
                            at.getWidth() / 2 - inset,
                            fill,
                            stroke,
                            width,
                            dashed(dashes)));
        }

        void diamond(Bounds at, String fill, String stroke, double width) {
            reach(at);
            double x = at.getX();
            double y = at.getY();
            out.append("<polygon points=\"%s,%s %s,%s %s,%s %s,%s\" fill=\"%s\" stroke=\"%s\" stroke-width=\"%s\"/>\n"
                    .formatted(
                            middle(at),
                            y,
                            x + at.getWidth(),
                            y + at.getHeight() / 2,
                            middle(at),
                            y + at.getHeight(),
                            x,
                            y + at.getHeight() / 2,
                            fill,
                            stroke,
                            width));
        }

        void line(List<Waypoint> points, String stroke, double width, boolean arrow) {
            points.forEach(point -> reach(point.getX(), point.getY()));
            out.append("<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%s\"%s/>\n"
                    .formatted(
                            points.stream()
                                    .map(point -> point.getX() + "," + point.getY())
                                    .collect(Collectors.joining(" ")),
                            stroke,
                            width,
                            arrow ? "" : " stroke-dasharray=\"2 4\""));
            if (arrow && points.size() > 1) {
                head(points.get(points.size() - 2), points.get(points.size() - 1), stroke);
            }
        }

        private void head(Waypoint from, Waypoint to, String fill) {
            double angle = Math.toDegrees(Math.atan2(to.getY() - from.getY(), to.getX() - from.getX()));
            out.append(
                    "<path d=\"M0,0 L-10,-4.5 L-10,4.5 Z\" fill=\"%s\" transform=\"translate(%s %s) rotate(%.1f)\"/>\n"
                            .formatted(fill, to.getX(), to.getY(), angle));
        }

        void symbol(Bounds at, String symbol, String fill) {
            if (!symbol.isEmpty()) {
                text(
                        middle(at),
                        at.getY() + at.getHeight() / 2 + 6,
                        "middle",
                        symbol,
                        "font-size=\"%d\" fill=\"%s\"".formatted(symbol.length() > 1 ? 11 : 17, fill));
            }
        }

        void badge(double x, double y, String mark, String fill) {
            double width = 10 + LETTER * mark.length();
            reach(x + width / 2, y - 10);
            out.append("<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"16\" rx=\"8\" fill=\"%s\"/>\n"
                    .formatted(x - width / 2, y - 9, width, fill));
            text(x, y + 3, "middle", mark, "font-size=\"10\" font-weight=\"600\" fill=\"#ffffff\"");
        }

        /** As many lines as a text needs, in the middle of a place. @param slack how much broader than it they may be */
        void lines(Bounds at, int slack, String text) {
            reach(at);
            List<String> lines = new ArrayList<>();
            int most = (int) Math.max(8, (at.getWidth() + slack) / LETTER);
            for (String word : text.strip().split("\\s+")) {
                int last = lines.size() - 1;
                if (last >= 0 && lines.get(last).length() + 1 + word.length() <= most) {
                    lines.set(last, lines.get(last) + " " + word);
                } else {
                    lines.add(word);
                }
            }
            double y = at.getY() + at.getHeight() / 2 - (lines.size() - 1) * LINE / 2.0 + 4;
            for (String line : lines) {
                text(middle(at), y, "middle", line, "");
                y += LINE;
            }
        }

        void text(double x, double y, String anchor, String text, String more) {
            if (!text.isEmpty()) {
                out.append("<text x=\"%s\" y=\"%s\" text-anchor=\"%s\"%s>%s</text>\n"
                        .formatted(x, y, anchor, more.isEmpty() ? "" : " " + more, Html.escaped(text)));
            }
        }

        private static double middle(Bounds at) {
            return at.getX() + at.getWidth() / 2;
        }

        private static String dashed(String dashes) {
            return dashes.isEmpty() ? "" : " stroke-dasharray=\"" + dashes + "\"";
        }

        String svg(String title) {
            double x = out.isEmpty() ? 0 : left - MARGIN;
            double y = out.isEmpty() ? 0 : top - MARGIN;
            double width = out.isEmpty() ? 1 : right - x + MARGIN;
            double height = out.isEmpty() ? 1 : bottom - y + MARGIN;
            return """
                    <svg xmlns="http://www.w3.org/2000/svg" viewBox="%s %s %s %s" width="%s" height="%s" role="img" font-family="system-ui, sans-serif" font-size="11" fill="%s">
                    <title>%s</title>
                    %s</svg>
                    """
                    .formatted(x, y, width, height, width, height, TEXT, Html.escaped(title), out);
        }
    }
}
