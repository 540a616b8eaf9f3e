package io.mendflow.runbook;

import java.time.Duration;
import java.util.Locale;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.CompletionCondition;
import org.camunda.bpm.model.bpmn.instance.ConditionExpression;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.Event;
import org.camunda.bpm.model.bpmn.instance.ExtensionElements;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.LoopCardinality;
import org.camunda.bpm.model.bpmn.instance.MultiInstanceLoopCharacteristics;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.TimeDuration;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormData;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormField;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaValue;
import org.camunda.bpm.model.xml.instance.ModelElementInstance;
import org.jspecify.annotations.Nullable;

/** What is not drawn: delegates, listeners, retries, timers, forms. */
final class Wiring {

    private final Canvas canvas;

    Wiring(Canvas canvas) {
        this.canvas = canvas;
    }

    /**
     * A task that is a job of the engine.
     *
     * @param atOnce true where several may work on the run at the same time
     */
    void job(ServiceTask task, String bean, Retry retry, boolean atOnce) {
        task.setCamundaDelegateExpression("${" + bean + "}");
        job(task, retry, atOnce);
    }

    void job(FlowNode node, Retry retry, boolean atOnce) {
        node.setCamundaAsyncBefore(true);
        if (atOnce) {
            node.setCamundaExclusive(false);
        }
        canvas.add(extensions(node), CamundaFailedJobRetryTimeCycle.class).setTextContent(retry.cycle());
    }

    /**
     * What ends beside other work does so as a job that runs alone. If two ended at the same moment, one of them would have to be done again, after
     * the pause of its step.
     */
    void endAlone(FlowNode node, boolean atOnce) {
        if (atOnce) {
            node.setCamundaAsyncBefore(true);
        }
    }

    void listen(BaseElement element, String event, String bean) {
        CamundaExecutionListener listener = canvas.add(extensions(element), CamundaExecutionListener.class);
        listener.setCamundaEvent(event);
        listener.setCamundaDelegateExpression("${" + bean + "}");
    }

    CamundaTaskListener listen(UserTask task, String event, String bean) {
        CamundaTaskListener listener = canvas.add(extensions(task), CamundaTaskListener.class);
        listener.setCamundaEvent(event);
        listener.setCamundaDelegateExpression("${" + bean + "}");
        return listener;
    }

    /** Makes an end event one that passes an error on. */
    void ends(EndEvent end, Error error) {
        canvas.add(end, ErrorEventDefinition.class, "Error_" + end.getId()).setError(error);
    }

    void timer(Event event, String duration) {
        TimerEventDefinition timer = canvas.add(event, TimerEventDefinition.class, "Timer_" + event.getId());
        canvas.add(timer, TimeDuration.class, "Duration_" + event.getId()).setTextContent(duration);
    }

    void condition(SequenceFlow flow, String expression) {
        canvas.add(flow, ConditionExpression.class, "Condition_" + flow.getId()).setTextContent(expression);
    }

    /** @param until ends it early when it holds; null when nothing does */
    void several(Activity activity, boolean sequential, String count, @Nullable String until) {
        MultiInstanceLoopCharacteristics loop =
                canvas.add(activity, MultiInstanceLoopCharacteristics.class, "Loop_" + activity.getId());
        loop.setSequential(sequential);
        canvas.add(loop, LoopCardinality.class, "Count_" + activity.getId()).setTextContent(count);
        if (until != null) {
            canvas.add(loop, CompletionCondition.class, "Until_" + activity.getId())
                    .setTextContent(until);
        }
    }

    CamundaFormData form(UserTask task) {
        return canvas.add(extensions(task), CamundaFormData.class);
    }

    CamundaFormField field(CamundaFormData form, String id, String label, String type) {
        CamundaFormField field = canvas.add(form, CamundaFormField.class);
        field.setCamundaId(id);
        field.setCamundaLabel(label);
        field.setCamundaType(type);
        return field;
    }

    void choice(CamundaFormField field, String id, String name) {
        CamundaValue value = canvas.add(field, CamundaValue.class);
        value.setCamundaId(id);
        value.setCamundaName(name);
    }

    ModelElementInstance extensions(BaseElement element) {
        ExtensionElements extensions = element.getExtensionElements();
        if (extensions == null) {
            extensions = canvas.loose(ExtensionElements.class);
            element.setExtensionElements(extensions);
        }
        return extensions;
    }

    /** A duration as people say it: {@code 1 m 30 s}. */
    static String spoken(Duration duration) {
        String text = duration.toString()
                .substring(2)
                .toLowerCase(Locale.ROOT)
                .replaceAll("(\\d)([hms])", "$1 $2 ")
                .strip();
        return text.endsWith(" m") ? text + "in" : text.replace(" m ", " min ");
    }

    static String sentence(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
