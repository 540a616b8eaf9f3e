package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Each;
import io.mendflow.runbook.ScopeDrawing.Scope;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;
import org.camunda.bpm.model.bpmn.instance.SubProcess;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputOutput;
import org.camunda.bpm.model.bpmn.instance.camunda.CamundaInputParameter;

/**
 * Draws what is done for each item: a sub-process of several instances. The engine knows one after the other and all at once, so N at once is a
 * sequence of batches, each of which does its N at once.
 */
final class EachDrawing {

    private static final String STOPS = "${%s == true}".formatted(Elements.RUN_STOPS);

    private final Canvas canvas;
    private final Wiring wiring;
    private final ScopeDrawing scopes;

    EachDrawing(Canvas canvas, Wiring wiring, ScopeDrawing scopes) {
        this.canvas = canvas;
        this.wiring = wiring;
        this.scopes = scopes;
    }

    Fragment draw(Each part, Sketch sketch, boolean atOnce) {
        String slug = part.slug();
        var way = new Way(sketch);
        way.add(list(part, new Sketch(canvas, sketch.scope()), atOnce));
        Sketch frame = new Sketch(canvas, sketch.scope());
        way.add(part.atMost() == 1 ? oneByOne(part, frame, atOnce) : batches(part, frame));
        way.add(new ParallelDrawing.Check(wiring).draw(new Sketch(canvas, sketch.scope()), "each_" + slug));
        return way.done();
    }

    private Fragment list(Each part, Sketch sketch, boolean atOnce) {
        ServiceTask task = sketch.task(
                ServiceTask.class, Elements.list(part.slug()), "List what to " + part.name(), Sketch.TASK_WIDTH / 2, 0);
        wiring.job(task, "runbookList", Retry.USUAL, atOnce);
        return new Fragment(sketch, task);
    }

    private Fragment oneByOne(Each part, Sketch sketch, boolean atOnce) {
        Scope item = item(part, sketch, Elements.each(part.slug()), atOnce);
        wiring.several(item.frame(), true, "${" + Elements.countVariable(part.slug()) + "}", STOPS);
        return item.fragment();
    }

    private Fragment batches(Each part, Sketch sketch) {
        String slug = part.slug();
        SubProcess batch = canvas.add(sketch.scope(), SubProcess.class, Elements.each(slug));
        batch.setName("%s, %d at once".formatted(Wiring.sentence(part.name()), part.atMost()));
        number(batch, slug);
        Sketch inner = new Sketch(canvas, batch);
        var way = new Way(inner);
        scopes.start(way, batch, "Start_Batch_" + slug);
        Scope item = item(part, new Sketch(canvas, batch), Elements.item(slug), true);
        String left =
                "%s - %s * %d".formatted(Elements.countVariable(slug), Elements.batchVariable(slug), part.atMost());
        wiring.several(
                item.frame(), false, "${%s > %d ? %d : %s}".formatted(left, part.atMost(), part.atMost(), left), null);
        way.add(item.fragment());
        scopes.end(way, batch, "End_Batch_" + slug, "Batch done");
        wiring.several(batch, true, "${" + Elements.batchesVariable(slug) + "}", STOPS);
        scopes.frame(sketch, batch, inner);
        return new Fragment(sketch, batch);
    }

    private Scope item(Each part, Sketch sketch, String elementId, boolean atOnce) {
        String slug = part.slug();
        Scope item = scopes.draw(
                sketch,
                elementId,
                "Item_" + slug,
                "%s, for each %s".formatted(Wiring.sentence(part.name()), part.item()),
                part.parts(),
                atOnce);
        wiring.listen(item.start(), "start", "runbookItem");
        return item;
    }

    /** Inside, the counter of the items hides that of the batches, so it is kept under another name. */
    private void number(SubProcess batch, String slug) {
        CamundaInputOutput mapping = canvas.add(wiring.extensions(batch), CamundaInputOutput.class);
        CamundaInputParameter number = canvas.add(mapping, CamundaInputParameter.class);
        number.setCamundaName(Elements.batchVariable(slug));
        number.setTextContent("${loopCounter}");
    }
}
