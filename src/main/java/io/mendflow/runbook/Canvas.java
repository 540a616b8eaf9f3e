package io.mendflow.runbook;

import org.camunda.bpm.model.bpmn.Bpmn;
import org.camunda.bpm.model.bpmn.BpmnModelInstance;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.Definitions;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.Message;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnDiagram;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnEdge;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnLabel;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnPlane;
import org.camunda.bpm.model.bpmn.instance.bpmndi.BpmnShape;
import org.camunda.bpm.model.bpmn.instance.dc.Bounds;
import org.camunda.bpm.model.bpmn.instance.di.Waypoint;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;

/**
 * The model of one process, and what it shares: errors and messages. Everything in it has an id that follows from what it is, so that the same
 * runbook gives the same bytes.
 */
final class Canvas {

    private final BpmnModelInstance model = Bpmn.createEmptyModel();
    private final Process process;

    Canvas(String processId, String name) {
        Definitions definitions = model.newInstance(Definitions.class, "Definitions_" + processId);
        definitions.setTargetNamespace("https://mendflow.io/runbooks");
        definitions.setExporter("Mendflow");
        model.setDefinitions(definitions);
        process = model.newInstance(Process.class, processId);
        definitions.addChildElement(process);
        process.setName(name);
        process.setExecutable(true);
    }

    Process process() {
        return process;
    }

    /** The error of a code, made when it is used first. */
    Error error(String id, String name, String code) {
        Error known = (Error) (Object) model.getModelElementById(id);
        if (known != null) {
            return known;
        }
        Error error = root(Error.class, id);
        error.setName(name);
        error.setErrorCode(code);
        return error;
    }

    Error stepFailed() {
        return error("Error_StepFailed", "Step failed", Elements.STEP_FAILED);
    }

    Message signal() {
        Message known = (Message) (Object) model.getModelElementById("Message_Signal");
        if (known != null) {
            return known;
        }
        Message message = root(Message.class, "Message_Signal");
        message.setName(Elements.SIGNAL);
        return message;
    }

    <T extends BaseElement> T add(ModelElementInstance parent, Class<T> type, String id) {
        T element = model.newInstance(type, id);
        parent.addChildElement(element);
        return element;
    }

    /** Something without an id. */
    <T extends ModelElementInstance> T add(ModelElementInstance parent, Class<T> type) {
        T element = model.newInstance(type);
        parent.addChildElement(element);
        return element;
    }

    <T extends ModelElementInstance> T loose(Class<T> type) {
        return model.newInstance(type);
    }

    /** The whole as BPMN, drawn as the sketch says. */
    String xml(Sketch sketch) {
        BpmnDiagram diagram = model.newInstance(BpmnDiagram.class, "Diagram");
        model.getDefinitions().addChildElement(diagram);
        BpmnPlane plane = model.newInstance(BpmnPlane.class, "Plane");
        plane.setBpmnElement(process);
        diagram.setBpmnPlane(plane);
        sketch.shapes().forEach(shape -> draw(plane, shape));
        sketch.lines().forEach(line -> draw(plane, line));
        return Bpmn.convertToString(model);
    }

    private <T extends BaseElement> T root(Class<T> type, String id) {
        return add(model.getDefinitions(), type, id);
    }

    private void draw(BpmnPlane plane, Sketch.Shape drawn) {
        BpmnShape shape =
                model.newInstance(BpmnShape.class, "Shape_" + drawn.of().getId());
        plane.addChildElement(shape);
        shape.setBpmnElement(drawn.of());
        shape.setBounds(bounds(drawn.box()));
        if (drawn.kind() == Sketch.Kind.EXPANDED) {
            shape.setExpanded(true);
        } else if (drawn.kind() == Sketch.Kind.MARKED) {
            shape.setMarkerVisible(true);
        }
        if (drawn.label() != null) {
            shape.setBpmnLabel(label(shape.getId(), drawn.label()));
        }
    }

    private void draw(BpmnPlane plane, Sketch.Line drawn) {
        BpmnEdge edge = model.newInstance(BpmnEdge.class, "Edge_" + drawn.of().getId());
        plane.addChildElement(edge);
        edge.setBpmnElement(drawn.of());
        drawn.points().forEach(point -> {
            Waypoint waypoint = model.newInstance(Waypoint.class);
            waypoint.setX(point.x());
            waypoint.setY(point.y());
            edge.addChildElement(waypoint);
        });
        if (drawn.label() != null) {
            edge.setBpmnLabel(label(edge.getId(), drawn.label()));
        }
    }

    private BpmnLabel label(String owner, Box box) {
        BpmnLabel label = model.newInstance(BpmnLabel.class, owner + "_label");
        label.setBounds(bounds(box));
        return label;
    }

    private Bounds bounds(Box box) {
        Bounds bounds = model.newInstance(Bounds.class);
        bounds.setX(box.left());
        bounds.setY(box.top());
        bounds.setWidth(box.width());
        bounds.setHeight(box.height());
        return bounds;
    }
}
