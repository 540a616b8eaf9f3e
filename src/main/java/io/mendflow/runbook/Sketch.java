package io.mendflow.runbook;

import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.Association;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BpmnModelElementInstance;
import org.camunda.bpm.model.bpmn.instance.Definitions;
import org.camunda.bpm.model.bpmn.instance.FlowElement;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnDiagram;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnPlane;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.jspecify.annotations.Nullable;

/**
 * A process and its diagram, drawn as it is built. Places are centres, in the pixels of BPMN's diagram interchange. Everything has an id that follows
 * from what it is, so that the same runbook gives the same bytes.
 */
final class Sketch {

    static final int EVENT = 36;
    static final int GATEWAY = 50;
    static final int TASK_WIDTH = 100;
    static final int TASK_HEIGHT = 80;

    private static final double LETTER = 6.2;
    private static final int LINE = 14;
    private static final int LABEL_WIDTH = 110;

    private final BpmnModelInstance model = Bpmn.createEmptyModel();
    private final Process process;
    private final BpmnPlane plane;
    private final Map<String, Box> boxes = new LinkedHashMap<>();

    Sketch(String processId, String name) {
        Definitions definitions = add(model, null, Definitions.class, "Definitions_" + processId);
        definitions.setTargetNamespace("https://mendflow.io/runbooks");
        definitions.setExporter("Mendflow");
        model.setDefinitions(definitions);
        process = add(model, definitions, Process.class, processId);
        process.setName(name);
        process.setExecutable(true);
        BpmnDiagram diagram = add(model, definitions, BpmnDiagram.class, "Diagram");
        plane = add(model, null, BpmnPlane.class, "Plane");
        plane.setBpmnElement(process);
        diagram.setBpmnPlane(plane);
    }

    Process process() {
        return process;
    }

    String xml() {
        return Bpmn.convertToString(model);
    }

    /** Something that is not drawn, such as an event definition. */
    <T extends BpmnModelElementInstance> T part(BpmnModelElementInstance parent, Class<T> type, String id) {
        return add(model, parent, type, id);
    }

    <T extends BpmnModelElementInstance> T root(Class<T> type, String id) {
        return add(model, model.getDefinitions(), type, id);
    }

    <T extends BpmnModelElementInstance> T plain(Class<T> type) {
        return model.newInstance(type);
    }

    /** An event, its name below it. */
    <T extends FlowNode> T event(BpmnModelElementInstance parent, Class<T> type, String id, String name, int x, int y) {
        T event = node(parent, type, id, name, x, y, EVENT, EVENT);
        label(id, name, x, y + EVENT / 2 + 7, 0);
        return event;
    }

    /** An event on the lower edge of an activity, its name right of the line that leaves it, or left of it when {@code side} is below 0. */
    BoundaryEvent boundary(BpmnModelElementInstance parent, Activity on, String id, String name, int x, int side) {
        int y = box(on).bottom();
        BoundaryEvent event = node(parent, BoundaryEvent.class, id, name, x, y, EVENT, EVENT);
        event.setAttachedTo(on);
        label(id, name, x + side * (22 + width(name) / 2), y + 12, 0);
        return event;
    }

    /** A gateway, its question above it. */
    <T extends FlowNode> T gateway(
            BpmnModelElementInstance parent, Class<T> type, String id, String name, int x, int y) {
        T gateway = node(parent, type, id, name, x, y, GATEWAY, GATEWAY);
        label(id, name, x, y - GATEWAY / 2 - 7, -1);
        return gateway;
    }

    <T extends FlowNode> T task(BpmnModelElementInstance parent, Class<T> type, String id, String name, int x, int y) {
        return node(parent, type, id, name, x, y, TASK_WIDTH, TASK_HEIGHT);
    }

    /** Something of any size; for an expanded sub-process. */
    <T extends FlowNode> T node(
            BpmnModelElementInstance parent,
            Class<T> type,
            String id,
            String name,
            int x,
            int y,
            int width,
            int height) {
        T node = add(model, parent, type, id);
        if (!name.isEmpty()) {
            node.setName(name);
        }
        BpmnShape shape = add(model, plane, BpmnShape.class, "Shape_" + id);
        shape.setBpmnElement(node);
        Box box = new Box(x - width / 2, y - height / 2, width, height);
        shape.setBounds(bounds(box.left(), box.top(), width, height));
        boxes.put(id, box);
        return node;
    }

    /** Something without an id that is not drawn. */
    <T extends BpmnModelElementInstance> T part(BpmnModelElementInstance parent, Class<T> type) {
        T element = model.newInstance(type);
        parent.addChildElement(element);
        return element;
    }

    /** Writes a gateway's question to its lower right, where no flow leaves. */
    void labelRight(FlowNode gateway, String name) {
        Box box = box(gateway);
        label(gateway.getId(), name, box.left() + box.width() + width(name) / 2 + 4, box.middle() + 10, 0);
    }

    /** Writes a gateway's question to its upper left, above the flow that comes in. */
    void labelUpperLeft(FlowNode gateway, String name) {
        Box box = box(gateway);
        label(gateway.getId(), name, box.center() - 6 - width(name) / 2, box.top() - 2, -1);
    }

    void expand(FlowNode subProcess) {
        shape(subProcess.getId()).setExpanded(true);
    }

    /** A flow along points; its name is written where {@code label} says, if it has one. */
    SequenceFlow flow(
            BpmnModelElementInstance parent, FlowNode from, FlowNode to, String name, int[] label, int[]... points) {
        SequenceFlow flow = add(model, parent, SequenceFlow.class, "Flow_" + from.getId() + "_to_" + to.getId());
        flow.setSource(from);
        flow.setTarget(to);
        from.getOutgoing().add(flow);
        to.getIncoming().add(flow);
        BpmnEdge edge = edge(flow, points);
        if (!name.isEmpty()) {
            flow.setName(name);
            edge.setBpmnLabel(labelAt(edge.getId(), name, label[0], label[1], 1));
        }
        return flow;
    }

    /** A straight flow to the right. */
    SequenceFlow flow(BpmnModelElementInstance parent, FlowNode from, FlowNode to) {
        return flow(parent, from, to, "", new int[0], right(from), left(to));
    }

    void associate(BpmnModelElementInstance parent, FlowNode from, FlowNode to, int[]... points) {
        Association association =
                add(model, parent, Association.class, "Association_" + from.getId() + "_to_" + to.getId());
        association.setSource(from);
        association.setTarget(to);
        association.setAssociationDirection(org.camunda.bpm.model.bpmn.AssociationDirection.One);
        edge(association, points);
    }

    int[] left(FlowElement of) {
        Box box = box(of);
        return new int[] {box.left(), box.middle()};
    }

    int[] right(FlowElement of) {
        Box box = box(of);
        return new int[] {box.left() + box.width(), box.middle()};
    }

    int[] top(FlowElement of) {
        Box box = box(of);
        return new int[] {box.center(), box.top()};
    }

    int[] bottom(FlowElement of) {
        Box box = box(of);
        return new int[] {box.center(), box.bottom()};
    }

    Box box(FlowElement of) {
        return boxes.get(of.getId());
    }

    private BpmnEdge edge(BaseElement of, int[]... points) {
        BpmnEdge edge = add(model, plane, BpmnEdge.class, "Edge_" + of.getId());
        edge.setBpmnElement(of);
        for (int[] point : points) {
            Waypoint waypoint = model.newInstance(Waypoint.class);
            waypoint.setX(point[0]);
            waypoint.setY(point[1]);
            edge.addChildElement(waypoint);
        }
        return edge;
    }

    /** Writes a label centred at x; {@code y} is its upper edge, or its lower one when {@code grows} is below 0. */
    private void label(String id, String name, int x, int y, int grows) {
        if (!name.isEmpty()) {
            BpmnShape shape = shape(id);
            shape.setBpmnLabel(labelAt(shape.getId(), name, x, y, grows));
        }
    }

    private BpmnLabel labelAt(String owner, String name, int x, int y, int grows) {
        int width = width(name);
        int height = LINE * lines(name);
        BpmnLabel label = model.newInstance(BpmnLabel.class, owner + "_label");
        label.setBounds(bounds(x - width / 2, grows < 0 ? y - height : y, width, height));
        return label;
    }

    private Bounds bounds(int x, int y, int width, int height) {
        Bounds bounds = model.newInstance(Bounds.class);
        bounds.setX(x);
        bounds.setY(y);
        bounds.setWidth(width);
        bounds.setHeight(height);
        return bounds;
    }

    private BpmnShape shape(String elementId) {
        return model.getModelElementById("Shape_" + elementId);
    }

    private static int width(String name) {
        return Math.min(LABEL_WIDTH, (int) Math.ceil(name.length() * LETTER) + 4);
    }

    private static int lines(String name) {
        return (int) Math.ceil(name.length() * LETTER / (LABEL_WIDTH - 10));
    }

    private static <T extends BpmnModelElementInstance> T add(
            BpmnModelInstance model, @Nullable BpmnModelElementInstance parent, Class<T> type, String id) {
        T element = model.newInstance(type, id);
        if (parent != null) {
            parent.addChildElement(element);
        }
        return element;
    }

    /** Where a shape is. */
    record Box(int left, int top, int width, int height) {

        int center() {
            return left + width / 2;
        }

        int middle() {
            return top + height / 2;
        }

        int bottom() {
            return top + height;
        }
    }
}
