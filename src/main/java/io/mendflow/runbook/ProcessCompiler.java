package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Precondition;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.FlowNode;
import org.camunda.bpm.model.bpmn.instance.Process;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.StartEvent;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a runbook to a BPMN process with a drawn diagram: what it does on one line from left to right, and below it what happens when it cannot go
 * on.
 */
final class ProcessCompiler {

    private static final int LEFT = 130;
    private static final int TOP = 80;
    private static final int BETWEEN = 60;

    private final Definition runbook;
    private final Canvas canvas;
    private final Wiring wiring;
    private final PartDrawing parts;
    private final Process process;
    private final Way way;
    private @Nullable StartEvent start;

    static String xml(Definition runbook) {
        return new ProcessCompiler(runbook).compile();
    }

    private ProcessCompiler(Definition runbook) {
        this.runbook = runbook;
        this.canvas = new Canvas(Elements.processKey(runbook.id()), runbook.title());
        this.wiring = new Wiring(canvas);
        this.parts = new PartDrawing(canvas);
        this.process = canvas.process();
        this.way = new Way(parts.sketch(process));
        process.setCamundaHistoryTimeToLiveString("P180D");
        process.setCamundaIsStartableInTasklist(false);
        process.setCamundaJobPriority("${" + Elements.JOB_PRIORITY + "}");
        wiring.listen(process, "start", "runbookRun");
    }

    private String compile() {
        drawn(sketch -> {
            start = sketch.event(StartEvent.class, "Start_RunRequested", "Run requested", Sketch.EVENT / 2, 0);
            return start;
        });
        runbook.preconditions().forEach(this::precondition);
        if (!runbook.preconditions().isEmpty()) {
            askWhetherItApplies();
        }
        way.add(parts.sequence(runbook.parts(), process, false));
        if (!Definition.ends(runbook.parts())) {
            runbook.verifications().forEach(part -> way.add(parts.loops().draw(part, parts.sketch(process))));
            end();
        }
        Sketch failure = new FailureDrawing(canvas, wiring, parts).draw(runbook);
        Sketch happy = way.done().sketch();
        if (!baselines().isEmpty()) {
            happy.annotate(
                    start, "Annotation_Baseline", "Before the first step acts, it is read whether\n" + baselines());
        }
        Sketch whole = parts.sketch(process);
        int row = TOP - happy.bounds().top();
        whole.put(happy, LEFT - happy.bounds().left(), row);
        whole.put(
                failure,
                LEFT,
                row + happy.bounds().bottom() + BETWEEN - failure.bounds().top());
        return canvas.xml(whole);
    }

    /** What is compared afterwards, a line each. */
    private String baselines() {
        return Definition.ends(runbook.parts())
                ? ""
                : runbook.verifications().stream()
                        .filter(part -> part.comparison().baseline())
                        .map(part -> "– " + part.name())
                        .collect(Collectors.joining("\n"));
    }

    private void precondition(Precondition part) {
        Sketch sketch = parts.sketch(process);
        ServiceTask task = sketch.task(
                ServiceTask.class,
                Elements.precondition(part.slug()),
                "Check that " + part.name(),
                Sketch.TASK_WIDTH / 2,
                0);
        wiring.job(task, "runbookPrecondition", Retry.USUAL, false);
        way.add(new Fragment(sketch, task));
    }

    private void askWhetherItApplies() {
        Sketch sketch = parts.sketch(process);
        ExclusiveGateway applies = sketch.gateway(ExclusiveGateway.class, "Gateway_Applies", "Does it apply?", 25, 0);
        EndEvent not = sketch.event(EndEvent.class, Elements.END_NOT_APPLICABLE, "Not applicable", 25, 110);
        wiring.listen(not, "start", "runbookRun");
        wiring.condition(
                sketch.down(applies, not, "no", sketch.bottom(applies), sketch.top(not)),
                "${%s == false}".formatted(Elements.APPLIES));
        way.add(new Fragment(sketch, applies, applies, "yes"));
    }

    private void end() {
        String name = runbook.verifications().isEmpty() ? "Steps done, not verified" : "Fixed and verified";
        drawn(sketch -> {
            EndEvent end = sketch.event(EndEvent.class, Elements.END_VERIFIED, name, Sketch.EVENT / 2, 0);
            wiring.listen(end, "start", "runbookRun");
            return end;
        });
    }

    private void drawn(Function<Sketch, FlowNode> event) {
        Sketch sketch = parts.sketch(process);
        way.add(new Fragment(sketch, event.apply(sketch)));
    }
}
