package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Branch;
import io.mendflow.runbook.Definition.Parallel;
import io.mendflow.runbook.Definition.Part;
import io.mendflow.runbook.Definition.Step;
import java.util.ArrayList;
import java.util.List;
import org.camunda.bpm.model.bpmn.instance.Activity;
import org.camunda.bpm.model.bpmn.instance.BoundaryEvent;
import org.camunda.bpm.model.bpmn.instance.EndEvent;
import org.camunda.bpm.model.bpmn.instance.ErrorEventDefinition;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.ParallelGateway;

/** Draws branches between a gateway that forks and one that joins, the first on the way and the others below it. */
final class ParallelDrawing {

    /** Between one branch and the next below it. */
    private static final int BETWEEN = 45;

    private final Wiring wiring;
    private final ScopeDrawing scopes;
    private final PartDrawing parts;

    ParallelDrawing(Wiring wiring, ScopeDrawing scopes, PartDrawing parts) {
        this.wiring = wiring;
        this.scopes = scopes;
        this.parts = parts;
    }

    Fragment draw(Parallel part, Sketch sketch) {
        String slug = part.slug();
        ParallelGateway fork = sketch.gateway(ParallelGateway.class, "Gateway_Fork_" + slug, "", 25, 0);
        List<Fragment> branches = new ArrayList<>();
        part.branches().forEach(branch -> branches.add(branch(branch, parts.sketch(sketch.scope()))));
        List<Integer> rows = rows(branches);
        int left = Sketch.GATEWAY + Sketch.GAP + overhang(branches);
        int right = 0;
        for (int i = 0; i < branches.size(); i++) {
            sketch.put(branches.get(i).sketch(), left, rows.get(i));
            right = Math.max(right, left + branches.get(i).sketch().bounds().right());
        }
        ParallelGateway join = sketch.gateway(
                ParallelGateway.class, "Gateway_Join_" + slug, "", right + Sketch.GAP + Sketch.GATEWAY / 2, 0);
        for (int i = 0; i < branches.size(); i++) {
            connect(sketch, fork, branches.get(i), rows.get(i), join);
        }
        var way = new Way(parts.sketch(sketch.scope()));
        way.add(new Fragment(sketch, fork, join, ""));
        way.add(new Check(wiring).draw(parts.sketch(sketch.scope()), slug));
        return way.done();
    }

    /** A single step is its own branch; anything that is more is a sub-process. */
    private Fragment branch(Branch branch, Sketch sketch) {
        Part only = branch.parts().size() == 1 ? branch.parts().get(0) : null;
        if (branch.name() == null && only instanceof Step step) {
            return failable(branch, parts.part(step, sketch.scope(), true));
        }
        String name = branch.name() == null ? only.name() : branch.name();
        return scopes.draw(
                        sketch,
                        Elements.branch(branch.slug()),
                        "Branch_" + branch.slug(),
                        Wiring.sentence(name),
                        branch.parts(),
                        true)
                .fragment();
    }

    private Fragment failable(Branch branch, Fragment step) {
        Sketch sketch = step.sketch();
        Activity activity = (Activity) step.in();
        Box box = sketch.box(activity);
        BoundaryEvent failed =
                sketch.boundary(activity, "Boundary_Failed_" + branch.slug(), "Failed", box.right() - 22, 1);
        sketch.canvas().add(failed, ErrorEventDefinition.class, "Error_Failed_" + branch.slug());
        int x = sketch.bounds().right() + 35;
        ExclusiveGateway either = sketch.merge("Gateway_Either_" + branch.slug(), x, 0);
        wiring.endAlone(either, true);
        sketch.flow(activity, either, "", null, sketch.right(activity, 0), sketch.left(either));
        Point down = sketch.bottom(failed);
        int row = box.bottom() + 40;
        sketch.flow(failed, either, "", null, down, new Point(down.x(), row), new Point(x, row), sketch.bottom(either));
        return new Fragment(sketch, activity, either, "");
    }

    private static List<Integer> rows(List<Fragment> branches) {
        var rows = new ArrayList<Integer>();
        int lowest = 0;
        for (Fragment branch : branches) {
            Box bounds = branch.sketch().bounds();
            int row = rows.isEmpty() ? 0 : lowest + BETWEEN - bounds.top();
            rows.add(row);
            lowest = row + bounds.bottom();
        }
        return rows;
    }

    private static int overhang(List<Fragment> branches) {
        return branches.stream()
                .mapToInt(branch -> Math.max(0, -branch.sketch().bounds().left() - 30))
                .max()
                .orElse(0);
    }

    private static void connect(Sketch sketch, ParallelGateway fork, Fragment branch, int row, ParallelGateway join) {
        Point in = sketch.left(branch.in(), row);
        Point out = sketch.right(branch.out(), row);
        if (row == 0) {
            sketch.flow(fork, branch.in(), "", null, sketch.right(fork), in);
            sketch.flow(branch.out(), join, "", null, out, sketch.left(join));
            return;
        }
        sketch.flow(
                fork,
                branch.in(),
                "",
                null,
                sketch.bottom(fork),
                new Point(sketch.box(fork).center(), row),
                in);
        sketch.flow(
                branch.out(), join, "", null, out, new Point(sketch.box(join).center(), row), sketch.bottom(join));
    }

    /** The question, after everything came together, whether the run can go on. */
    record Check(Wiring wiring) {

        Fragment draw(Sketch sketch, String slug) {
            ExclusiveGateway done =
                    sketch.gateway(ExclusiveGateway.class, "Gateway_AllDone_" + slug, "Is all done?", 25, 0);
            EndEvent not = sketch.event(EndEvent.class, "End_NotDone_" + slug, "Not all done", 25, 110);
            wiring.ends(not, sketch.canvas().stepFailed());
            wiring.condition(
                    sketch.down(done, not, "no", sketch.bottom(done), sketch.top(not)),
                    "${%s == true}".formatted(Elements.RUN_STOPS));
            return new Fragment(sketch, done, done, "yes");
        }
    }
}
