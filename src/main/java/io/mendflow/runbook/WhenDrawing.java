package io.mendflow.runbook;

import io.mendflow.runbook.Definition.When;
import org.camunda.bpm.model.bpmn.instance.ExclusiveGateway;
import org.camunda.bpm.model.bpmn.instance.SequenceFlow;
import org.camunda.bpm.model.bpmn.instance.ServiceTask;

/** Draws a question and its two ways: the one that goes on stays on the line, the other runs below it. */
final class WhenDrawing {

    private static final int BETWEEN = 50;

    private final Wiring wiring;
    private final PartDrawing parts;

    WhenDrawing(Wiring wiring, PartDrawing parts) {
        this.wiring = wiring;
        this.parts = parts;
    }

    Fragment draw(When part, Sketch sketch, boolean atOnce) {
        String slug = part.slug();
        ServiceTask task = sketch.task(
                ServiceTask.class, Elements.when(slug), "Find out whether " + part.name(), Sketch.TASK_WIDTH / 2, 0);
        wiring.job(task, "runbookWhen", Retry.USUAL, atOnce);
        ExclusiveGateway asked = sketch.gateway(
                ExclusiveGateway.class, "Gateway_When_" + slug, Wiring.sentence(part.name()) + "?", 195, 0);
        sketch.flow(task, asked);
        boolean swapped = Definition.ends(part.then()) && !Definition.ends(part.otherwise());
        Ways ways = swapped
                ? new Ways(part.otherwise(), "no", part.then(), "yes")
                : new Ways(part.then(), "yes", part.otherwise(), "no");
        return new Split(part, sketch, asked, atOnce).draw(task, ways);
    }

    private record Ways(
            java.util.List<Definition.Part> straight,
            String straightLabel,
            java.util.List<Definition.Part> below,
            String belowLabel) {}

    private final class Split {

        private final When part;
        private final Sketch sketch;
        private final ExclusiveGateway asked;
        private final boolean atOnce;

        Split(When part, Sketch sketch, ExclusiveGateway asked, boolean atOnce) {
            this.part = part;
            this.sketch = sketch;
            this.asked = asked;
            this.atOnce = atOnce;
        }

        Fragment draw(ServiceTask task, Ways ways) {
            int left = sketch.box(asked).right() + Sketch.GAP;
            Fragment straight = way(ways.straight());
            Fragment below = way(ways.below());
            int right = left;
            int row = BETWEEN + 60;
            if (straight != null) {
                Box bounds = straight.sketch().bounds();
                int x = left + overhang(straight);
                sketch.put(straight.sketch(), x, 0);
                right = x + bounds.right();
                row = Math.max(row, bounds.bottom() + BETWEEN);
            }
            if (below != null) {
                Box bounds = below.sketch().bounds();
                row -= bounds.top();
                int x = left + overhang(below);
                sketch.put(below.sketch(), x, row);
                right = Math.max(right, x + bounds.right());
            }
            if (Definition.ends(ways.below())) {
                flow(below, null, ways.belowLabel(), row);
                return onlyStraight(task, straight, ways.straightLabel());
            }
            ExclusiveGateway merge =
                    sketch.merge("Gateway_Merge_" + part.slug(), right + Sketch.GAP + Sketch.GATEWAY / 2, 0);
            flow(straight, merge, ways.straightLabel(), 0);
            flow(below, merge, ways.belowLabel(), row);
            return new Fragment(sketch, task, merge, "");
        }

        /** The way below ends there, so nothing comes together again. */
        private Fragment onlyStraight(ServiceTask task, Fragment straight, String label) {
            if (straight == null) {
                return new Fragment(sketch, task, asked, label);
            }
            flow(straight, null, label, 0);
            return new Fragment(sketch, task, straight.out(), straight.label());
        }

        private Fragment way(java.util.List<Definition.Part> way) {
            return way.isEmpty() ? null : parts.sequence(way, sketch.scope(), atOnce);
        }

        private int overhang(Fragment fragment) {
            return Math.max(0, -fragment.sketch().bounds().left() - 30);
        }

        /** Draws the flows into a way and out of it. */
        private void flow(Fragment way, ExclusiveGateway merge, String label, int row) {
            var target = way == null ? merge : way.in();
            SequenceFlow in;
            if (row == 0) {
                Point side = sketch.right(asked);
                in = sketch.flow(
                        asked, target, label, new Point(side.x() + 20, side.y() - 20), side, sketch.left(target, 0));
            } else if (way == null) {
                in = sketch.down(
                        asked,
                        target,
                        label,
                        sketch.bottom(asked),
                        new Point(sketch.box(asked).center(), row),
                        new Point(sketch.box(merge).center(), row),
                        sketch.bottom(merge));
            } else {
                in = sketch.down(
                        asked,
                        target,
                        label,
                        sketch.bottom(asked),
                        new Point(sketch.box(asked).center(), row),
                        sketch.left(target, row));
            }
            if (label.equals("yes")) {
                wiring.condition(in, "${%s == true}".formatted(Elements.answerVariable(part.slug())));
            } else {
                asked.setDefault(in);
            }
            if (way != null && way.out() != null && merge != null) {
                out(way, merge, row);
            }
        }

        private void out(Fragment way, ExclusiveGateway merge, int row) {
            Point start = sketch.right(way.out(), row);
            Point label = new Point(start.x() + 7 + Sketch.width(way.label()) / 2, start.y() - 20);
            SequenceFlow out = row == 0
                    ? sketch.flow(way.out(), merge, way.label(), label, start, sketch.left(merge))
                    : sketch.flow(
                            way.out(),
                            merge,
                            way.label(),
                            label,
                            start,
                            new Point(sketch.box(merge).center(), row),
                            sketch.bottom(merge));
            if (way.out() instanceof ExclusiveGateway gateway && !way.label().isEmpty()) {
                gateway.setDefault(out);
            }
        }
    }
}
