package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Precondition;
import io.mendflow.runbook.Definition.Step;
import io.mendflow.runbook.Definition.Verification;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BaseElement;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.BpmnModelElementInstance;
import org.camunda.bpm.model.bpmn.instance.CallActivity;
import org.camunda.bpm.model.bpmn.instance.CompensateEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ConditionExpression;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.Error;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.ExtensionElements;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.IntermediateCatchEvent;
import org.camunda.bpm.model.bpmn.instance.IntermediateThrowEvent;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.TimeCycle;
import org.camunda.bpm.model.bpmn.instance.TimeDuration;
import org.camunda.bpm.model.bpmn.instance.TimerEventDefinition;
import org.camunda.bpm.model.bpmn.instance.UserTask;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaExecutionListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFailedJobRetryTimeCycle;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormData;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaFormField;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaIn;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaTaskListener;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaValue;

/** Compiles a runbook to a BPMN process with a drawn diagram: the happy path on one line, undos and failures below it. */
final class ProcessCompiler {

    /** Middle of the happy path. */
    private static final int ROW = 240;

    private static final int GAP = 60;

    /** When, and how often, it is said again that a run waits for a person. */
    private static final String REMINDERS = "R3/PT15M";

    private final Definition runbook;
    private final Sketch sketch;
    private final BpmnModelElementInstance process;
    private final Error stepFailed;
    private final List<Failure> failures = new ArrayList<>();
    private FlowNode last;
    private String lastLabel = "";
    private int x = 150;
    private int lowest = ROW + 80;

    /** Where a failure comes from; its line goes straight down to the row of undos. */
    private record Failure(FlowNode from, String label) {}

    static String xml(Definition runbook) {
        return new ProcessCompiler(runbook).compile();
    }

    private ProcessCompiler(Definition runbook) {
        this.runbook = runbook;
        this.sketch = new Sketch(Elements.processKey(runbook.id()), runbook.title());
        this.process = sketch.process();
        this.stepFailed = sketch.root(Error.class, "Error_StepFailed");
        sketch.process().setCamundaHistoryTimeToLiveString("P180D");
        sketch.process().setCamundaIsStartableInTasklist(false);
        sketch.process().setCamundaJobPriority("${" + Elements.JOB_PRIORITY + "}");
        stepFailed.setName("Step failed");
        stepFailed.setErrorCode(Elements.STEP_FAILED);
        listen(process, "start", "runbookRun");
        last = sketch.event(process, StartEvent.class, "Start_RunRequested", "Run requested", x, ROW);
        x += Sketch.EVENT / 2;
    }

    private String compile() {
        runbook.preconditions().forEach(this::precondition);
        if (!runbook.preconditions().isEmpty()) {
            askWhetherItApplies();
        }
        for (Step step : runbook.steps()) {
            if (step.call() != null) {
                call(step);
            } else if (step.once()) {
                once(step);
            } else {
                repeatable(step);
            }
        }
        runbook.verifications().forEach(this::verification);
        String end = runbook.verifications().isEmpty() ? "Steps done, not verified" : "Fixed and verified";
        FlowNode verified = sketch.event(process, EndEvent.class, Elements.END_VERIFIED, end, x + GAP + 18, ROW);
        listen(verified, "start", "runbookRun");
        connect(verified);
        failure(x + GAP + 18);
        return sketch.xml();
    }

    private void precondition(Precondition part) {
        ServiceTask task = service(
                process, Elements.precondition(part.slug()), "Check that " + part.name(), "runbookPrecondition");
        task.setCamundaAsyncBefore(true);
        retry(task, Retry.USUAL);
        failsAt(failed(task, "Boundary_Failed_precondition_" + part.slug(), "Check failed", 28));
    }

    private void askWhetherItApplies() {
        ExclusiveGateway applies =
                sketch.gateway(process, ExclusiveGateway.class, "Gateway_Applies", "Does it apply?", x + GAP + 25, ROW);
        connect(applies);
        FlowNode end = sketch.event(
                process,
                EndEvent.class,
                Elements.END_NOT_APPLICABLE,
                "Not applicable",
                sketch.box(applies).center(),
                ROW + 120);
        listen(end, "start", "runbookRun");
        int[] middle = sketch.bottom(applies);
        SequenceFlow no = sketch.flow(
                process, applies, end, "no", new int[] {middle[0] + 14, middle[1] + 12}, middle, sketch.top(end));
        condition(no, "${" + Elements.APPLIES + " == false}");
        lastLabel = "yes";
        x += GAP + Sketch.GATEWAY + 30;
        lowest = Math.max(lowest, ROW + 170);
    }

    private void repeatable(Step step) {
        ServiceTask task = service(process, Elements.step(step.slug()), sentence(step.name()), "runbookStep");
        task.setCamundaAsyncBefore(true);
        retry(task, step.retry());
        finish(step, task, "Failed", 78, 22);
    }

    private void call(Step step) {
        String id = Elements.step(step.slug());
        CallActivity task = sketch.task(process, CallActivity.class, id, "Run " + step.name(), x + GAP + 50, ROW);
        connect(task);
        x += GAP + Sketch.TASK_WIDTH;
        task.setCamundaAsyncBefore(true);
        task.setCalledElement(Elements.processKey(step.call().runbookId()));
        task.setCamundaCalledElementBinding("version");
        task.setCamundaCalledElementVersion("${" + Elements.CALLED_VERSION + "}");
        passIn(task, Elements.CALLED_RUN, Elements.RUN_ID);
        passIn(task, Elements.JOB_PRIORITY, Elements.JOB_PRIORITY);
        CamundaIn key = sketch.part(extensions(task), CamundaIn.class);
        key.setCamundaBusinessKey("${" + Elements.CALLED_KEY + "}");
        listen(task, "start", "runbookCall");
        listen(task, "end", "runbookCall");
        retry(task, step.retry());
        BoundaryEvent failed = sketch.boundary(
                process,
                task,
                "Boundary_Failed_" + step.slug(),
                "Run failed",
                sketch.box(task).left() + 78,
                1);
        sketch.part(failed, ErrorEventDefinition.class, "Error_Failed_" + step.slug())
                .setCamundaErrorMessageVariable(Elements.RUN_REASON);
        failsAt(new Failure(failed, ""));
        undo(step, task, 22);
    }

    /** A step that acts once is a sub-process, so that the step counts as done, and can be undone, also when a person says that it happened. */
    private void once(Step step) {
        String slug = step.slug();
        int left = x + GAP;
        int width = 640;
        SubProcess box = sketch.node(
                process,
                SubProcess.class,
                Elements.undone(step),
                sentence(step.name()) + ", once",
                left + width / 2,
                ROW + 80,
                width,
                320);
        sketch.expand(box);
        connect(box);
        x = left + width;

        FlowNode start = sketch.event(box, StartEvent.class, "Start_Once_" + slug, "Ready", left + 58, ROW);
        ExclusiveGateway again =
                sketch.gateway(box, ExclusiveGateway.class, "Gateway_Again_" + slug, "", left + 150, ROW);
        ServiceTask task =
                sketch.task(box, ServiceTask.class, Elements.step(slug), sentence(step.name()), left + 270, ROW);
        task.setCamundaDelegateExpression("${runbookStep}");
        task.setCamundaAsyncBefore(true);
        task.setCamundaAsyncAfter(true);
        retry(task, Retry.USUAL);
        ExclusiveGateway done =
                sketch.gateway(box, ExclusiveGateway.class, "Gateway_Done_" + slug, "", left + 460, ROW);
        FlowNode end = sketch.event(box, EndEvent.class, "End_Done_" + slug, "Done", left + 570, ROW);
        sketch.flow(box, start, again);
        sketch.flow(box, again, task);
        sketch.flow(box, task, done);
        sketch.flow(box, done, end);
        decide(step, box, task, again, done);

        Failure failure = failed(box, "Boundary_Failed_" + slug, "Failed", width - 60);
        failsAt(failure);
        undo(step, box, 100);
    }

    private void decide(Step step, SubProcess box, Activity task, FlowNode again, FlowNode done) {
        String slug = step.slug();
        int middle = sketch.box(task).center();
        int row = ROW + 150;
        BoundaryEvent unknown = sketch.boundary(box, task, "Boundary_Unknown_" + slug, "Outcome unknown", middle, 1);
        ErrorEventDefinition definition = sketch.part(unknown, ErrorEventDefinition.class, "Error_Unknown_" + slug);
        definition.setError(outcomeUnknown());
        UserTask ask = sketch.task(
                box, UserTask.class, Elements.decision(slug), "Decide what happened at " + step.name(), middle, row);
        ask.setCamundaCandidateGroups("operator");
        listenTask(ask);
        remind(ask, slug);
        form(ask);
        sketch.flow(box, unknown, ask, "", new int[0], sketch.bottom(unknown), sketch.top(ask));
        ExclusiveGateway what = sketch.node(
                box,
                ExclusiveGateway.class,
                "Gateway_Happened_" + slug,
                "",
                sketch.box(done).center(),
                row,
                50,
                50);
        what.setName("Did it happen?");
        sketch.labelUpperLeft(what, "Did it happen?");
        sketch.flow(box, ask, what);
        choice(box, what, done, "happened", "yes", new int[] {16, -40}, sketch.top(what), sketch.bottom(done));
        choice(
                box,
                what,
                again,
                "did-not",
                "no: do it",
                new int[] {32, 12},
                sketch.bottom(what),
                new int[] {sketch.box(what).center(), row + 65},
                new int[] {sketch.box(again).center(), row + 65},
                sketch.bottom(again));
        EndEvent stop = sketch.event(
                box,
                EndEvent.class,
                "End_Stopped_" + slug,
                "Stopped",
                sketch.box(done).center() + 110,
                row);
        sketch.part(stop, ErrorEventDefinition.class, "Error_Stopped_" + slug).setError(stepFailed);
        SequenceFlow stops = sketch.flow(
                box,
                what,
                stop,
                "stop",
                new int[] {sketch.right(what)[0] + 28, row - 20},
                sketch.right(what),
                sketch.left(stop));
        what.setDefault(stops);
    }

    private void choice(
            SubProcess box, FlowNode from, FlowNode to, String value, String label, int[] shift, int[]... points) {
        int[] at = {points[0][0] + shift[0], points[0][1] + shift[1]};
        condition(sketch.flow(box, from, to, label, at, points), "${%s == '%s'}".formatted(Elements.DECISION, value));
    }

    private void finish(Step step, Activity task, String failure, int failureAt, int undoAt) {
        failsAt(failed(task, "Boundary_Failed_" + step.slug(), failure, failureAt));
        undo(step, task, undoAt);
    }

    private void undo(Step step, Activity of, int at) {
        lowest = Math.max(lowest, sketch.box(of).bottom() + 50);
        if (step.undo() == null) {
            return;
        }
        String slug = step.slug();
        int middle = sketch.box(of).left() + at;
        BoundaryEvent boundary = sketch.boundary(process, of, "Boundary_Undo_" + slug, "Undo", middle, -1);
        sketch.part(boundary, CompensateEventDefinition.class, "Compensate_Boundary_" + slug);
        ServiceTask undo = sketch.task(
                process,
                ServiceTask.class,
                Elements.undo(slug),
                "Undo: " + step.name(),
                middle - 20,
                sketch.box(of).bottom() + 110);
        undo.setForCompensation(true);
        undo.setCamundaDelegateExpression("${runbookUndo}");
        sketch.associate(process, boundary, undo, sketch.bottom(boundary), new int[] {
            middle, sketch.box(undo).top()
        });
        lowest = Math.max(lowest, sketch.box(undo).bottom());
    }

    private void verification(Verification part) {
        String slug = part.slug();
        FlowNode again =
                sketch.gateway(process, ExclusiveGateway.class, "Gateway_Again_verify_" + slug, "", x + GAP + 25, ROW);
        connect(again);
        x += GAP + Sketch.GATEWAY;
        ServiceTask check =
                service(process, Elements.verification(slug), "Check that " + part.name(), "runbookVerification");
        check.setCamundaAsyncBefore(true);
        retry(check, Retry.USUAL);
        ExclusiveGateway holds = sketch.gateway(
                process, ExclusiveGateway.class, "Gateway_Holds_" + slug, "Does it hold?", x + GAP + 25, ROW);
        connect(holds);
        x += GAP + Sketch.GATEWAY;
        lastLabel = "yes";
        last = holds;

        int row = ROW + 130;
        ExclusiveGateway time =
                sketch.node(process, ExclusiveGateway.class, "Gateway_TimeLeft_" + slug, "", x - 25, row, 50, 50);
        time.setName("Is there time left?");
        sketch.labelRight(time, "Is there time left?");
        int[] below = sketch.bottom(holds);
        condition(
                sketch.flow(
                        process,
                        holds,
                        time,
                        "not yet",
                        new int[] {below[0] + 26, below[1] + 22},
                        below,
                        sketch.top(time)),
                "${%s != 'holds'}".formatted(Elements.VERIFICATION));
        IntermediateCatchEvent wait = sketch.event(
                process,
                IntermediateCatchEvent.class,
                "Event_Wait_" + slug,
                "Wait " + spoken(part),
                sketch.box(check).center(),
                row);
        TimerEventDefinition timer = sketch.part(wait, TimerEventDefinition.class, "Timer_Wait_" + slug);
        sketch.part(timer, TimeDuration.class, "Duration_Wait_" + slug)
                .setTextContent("${" + Elements.VERIFICATION_WAIT + "}");
        int[] side = sketch.left(time);
        condition(
                sketch.flow(
                        process, time, wait, "yes", new int[] {side[0] - 24, side[1] - 20}, side, sketch.right(wait)),
                "${%s == 'not-yet'}".formatted(Elements.VERIFICATION));
        sketch.flow(
                process,
                wait,
                again,
                "",
                new int[0],
                sketch.left(wait),
                new int[] {sketch.box(again).center(), row},
                sketch.bottom(again));
        failsAt(new Failure(time, "no"));
        lowest = Math.max(lowest, row + 50);
    }

    /** Everything that failed comes together; what was done is undone, the last first; the run ends as failed. */
    private void failure(int lastEnd) {
        int row = lowest + 70;
        int rightmost = failures.stream()
                .mapToInt(failure -> sketch.box(failure.from()).center())
                .max()
                .orElse(lastEnd);
        x = rightmost + 35;
        boolean many = failures.size() > 1;
        FlowNode gathered =
                many ? sketch.gateway(process, ExclusiveGateway.class, "Gateway_Failed", "", x + 25, row) : null;
        x += many ? 50 : -GAP + 20;
        last = gathered;
        lastLabel = "";
        List<FlowNode> chain = new ArrayList<>();
        List<Step> steps = new ArrayList<>(runbook.steps());
        java.util.Collections.reverse(steps);
        for (Step step : steps) {
            if (step.undo() != null) {
                chain.add(undoing(step, row));
            }
        }
        chain.add(runFailed(row));
        for (int i = 1; i < chain.size(); i++) {
            sketch.flow(process, chain.get(i - 1), chain.get(i));
        }
        FlowNode first = chain.get(0);
        if (many) {
            sketch.flow(process, gathered, first);
        }
        failures.forEach(failure -> fall(failure, many ? gathered : first, row));
    }

    private FlowNode undoing(Step step, int row) {
        IntermediateThrowEvent event = sketch.event(
                process,
                IntermediateThrowEvent.class,
                "Event_Undo_" + step.slug(),
                "Undo " + step.name() + " if done",
                x + GAP + 18,
                row);
        x += GAP + 70;
        event.setCamundaAsyncBefore(true);
        retry(event, Retry.USUAL);
        CompensateEventDefinition undo =
                sketch.part(event, CompensateEventDefinition.class, "Compensate_" + step.slug());
        undo.setAttributeValue("activityRef", Elements.undone(step));
        return event;
    }

    private FlowNode runFailed(int row) {
        EndEvent end = sketch.event(process, EndEvent.class, Elements.END_FAILED, "Run failed", x + GAP + 18, row);
        Error error = sketch.root(Error.class, "Error_RunFailed");
        error.setName("Run failed");
        error.setErrorCode(Elements.RUN_FAILED);
        error.setCamundaErrorMessage("${" + Elements.RUN_REASON + "}");
        sketch.part(end, ErrorEventDefinition.class, "Error_Run").setError(error);
        listen(end, "start", "runbookRun");
        return end;
    }

    private void fall(Failure failure, FlowNode to, int row) {
        int[] from = sketch.bottom(failure.from());
        SequenceFlow flow = sketch.flow(
                process,
                failure.from(),
                to,
                failure.label(),
                new int[] {from[0] + 14, from[1] + 12},
                from,
                new int[] {from[0], row},
                sketch.left(to));
        if (failure.from() instanceof ExclusiveGateway gateway) {
            gateway.setDefault(flow);
        }
    }

    private Failure failed(Activity on, String id, String name, int at) {
        BoundaryEvent event =
                sketch.boundary(process, on, id, name, sketch.box(on).left() + at, 1);
        sketch.part(event, ErrorEventDefinition.class, "Error_" + id).setError(stepFailed);
        return new Failure(event, "");
    }

    private void failsAt(Failure failure) {
        failures.add(failure);
    }

    private ServiceTask service(BpmnModelElementInstance parent, String id, String name, String bean) {
        ServiceTask task = sketch.task(parent, ServiceTask.class, id, name, x + GAP + 50, ROW);
        task.setCamundaDelegateExpression("${" + bean + "}");
        connect(task);
        x += GAP + Sketch.TASK_WIDTH;
        return task;
    }

    /** Draws the next part of the happy path's line. */
    private void connect(FlowNode next) {
        int[] from = sketch.right(last);
        int[] to = {sketch.box(next).left(), ROW};
        SequenceFlow flow = sketch.flow(
                process, last, next, lastLabel, new int[] {from[0] + 20, from[1] - 20}, new int[] {from[0], ROW}, to);
        if (last instanceof ExclusiveGateway gateway && !lastLabel.isEmpty()) {
            gateway.setDefault(flow);
        }
        last = next;
        lastLabel = "";
    }

    private Error outcomeUnknown() {
        Error known = (Error) sketch.process().getModelInstance().getModelElementById("Error_OutcomeUnknown");
        if (known != null) {
            return known;
        }
        Error error = sketch.root(Error.class, "Error_OutcomeUnknown");
        error.setName("Outcome unknown");
        error.setErrorCode(Elements.OUTCOME_UNKNOWN);
        return error;
    }

    private void form(UserTask task) {
        CamundaFormData form = sketch.part(extensions(task), CamundaFormData.class);
        CamundaFormField field = sketch.part(form, CamundaFormField.class);
        field.setCamundaId(Elements.DECISION);
        field.setCamundaLabel("What happened?");
        field.setCamundaType("enum");
        value(field, "happened", "It happened: count it as done and go on");
        value(field, "did-not", "It did not: do it now");
        value(field, "stop", "Stop the run, and undo what was done");
    }

    private void value(CamundaFormField field, String id, String name) {
        CamundaValue value = sketch.part(field, CamundaValue.class);
        value.setCamundaId(id);
        value.setCamundaName(name);
    }

    private void passIn(CallActivity task, String from, String to) {
        CamundaIn in = sketch.part(extensions(task), CamundaIn.class);
        in.setCamundaSource(from);
        in.setCamundaTarget(to);
    }

    private void listen(BpmnModelElementInstance element, String event, String bean) {
        CamundaExecutionListener listener =
                sketch.part(extensions((BaseElement) element), CamundaExecutionListener.class);
        listener.setCamundaEvent(event);
        listener.setCamundaDelegateExpression("${" + bean + "}");
    }

    private void listenTask(UserTask task) {
        CamundaTaskListener listener = sketch.part(extensions(task), CamundaTaskListener.class);
        listener.setCamundaEvent("complete");
        listener.setCamundaDelegateExpression("${runbookDecision}");
    }

    private void remind(UserTask task, String slug) {
        CamundaTaskListener listener = sketch.part(extensions(task), CamundaTaskListener.class);
        listener.setAttributeValue("id", "Reminder_" + slug);
        listener.setCamundaEvent("timeout");
        listener.setCamundaDelegateExpression("${runbookReminder}");
        TimerEventDefinition timer = sketch.part(listener, TimerEventDefinition.class, "Timer_Reminder_" + slug);
        sketch.part(timer, TimeCycle.class, "Cycle_Reminder_" + slug).setTextContent(REMINDERS);
    }

    private void retry(BaseElement element, Retry retry) {
        sketch.part(extensions(element), CamundaFailedJobRetryTimeCycle.class).setTextContent(retry.cycle());
    }

    private ExtensionElements extensions(BaseElement element) {
        ExtensionElements extensions = element.getExtensionElements();
        if (extensions == null) {
            extensions = sketch.plain(ExtensionElements.class);
            element.setExtensionElements(extensions);
        }
        return extensions;
    }

    private void condition(SequenceFlow flow, String expression) {
        ConditionExpression condition = sketch.part(flow, ConditionExpression.class, "Condition_" + flow.getId());
        condition.setTextContent(expression);
    }

    private static String spoken(Verification part) {
        return part.every()
                .toString()
                .substring(2)
                .toLowerCase(Locale.ROOT)
                .replaceAll("(\\d)([hms])", "$1 $2 ")
                .strip();
    }

    private static String sentence(String name) {
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }
}
