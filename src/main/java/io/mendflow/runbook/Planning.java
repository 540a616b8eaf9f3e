package io.mendflow.runbook;

import groovy.lang.Closure;
import io.mendflow.connector.Port;
import io.mendflow.runbook.Definition.Part;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One plan in the making: walks through a runbook as a run would, with ports that do not act. */
final class Planning {

    private static final int MOST_NOTED = 1000;

    private final PartRunner runner;
    private final Callee callee;
    private final Clock clock;
    private final Instant deadline;
    private final Map<String, Object> ports = new HashMap<>();
    private final List<Plan.Part> parts = new ArrayList<>();
    private final List<Plan.Effect> effects = new ArrayList<>();
    private final List<Plan.Read> reads = new ArrayList<>();
    private final List<String> gaps = new ArrayList<>();
    private final Mask mask;
    private String prefix = "";
    private String step = "";
    private boolean applies = true;

    /** Finds what a called runbook would do. */
    interface Callee {

        /** @throws RunRefused when it would not begin with these inputs */
        Acting prepare(String runbookId, Map<String, Object> inputs);
    }

    /** @param within how long it may take; what is not seen by then is a gap */
    Planning(Verbs verbs, PartRunner runner, Callee callee, Mask mask, Clock clock, Duration within) {
        this.runner = runner;
        this.callee = callee;
        this.mask = mask;
        this.clock = clock;
        this.deadline = clock.instant().plus(within);
        verbs.byName().forEach((name, port) -> ports.put(name, new PlannedPort(name, (Port) port, this)));
    }

    void walk(Acting acting) {
        Definition runbook = acting.runbook();
        var outputs = new LinkedHashMap<String, Object>();
        for (Definition.Precondition part : runbook.preconditions()) {
            Boolean holds = check(acting, outputs, part.name(), part.check());
            note(part.name(), "precondition", false, false, spoken(holds, "holds now", "does not hold now"));
            if (Boolean.FALSE.equals(holds) && prefix.isEmpty()) {
                applies = false;
            }
        }
        if (walk(acting, outputs, runbook.parts())) {
            for (Definition.Verification part : runbook.verifications()) {
                note(part.name(), "verification", false, false, "must hold within %s".formatted(part.within()));
            }
        }
    }

    /** @return false when the run ends in one of them */
    private boolean walk(Acting acting, Map<String, Object> outputs, List<Part> some) {
        for (Part part : some) {
            if (!walk(acting, outputs, part)) {
                return false;
            }
        }
        return true;
    }

    private boolean walk(Acting acting, Map<String, Object> outputs, Part part) {
        if (part instanceof Definition.Step found) {
            if (found.call() == null) {
                step(acting, outputs, found);
            } else {
                call(acting, outputs, found);
            }
        } else if (part instanceof Definition.Await wait) {
            note(
                    part.name(),
                    "await",
                    false,
                    false,
                    "within %s, else %s"
                            .formatted(wait.within(), wait.otherwise().text()));
        } else if (part instanceof Definition.WaitFor wait) {
            note(
                    part.name(),
                    "signal",
                    false,
                    false,
                    "within %s, else %s"
                            .formatted(wait.within(), wait.otherwise().text()));
        } else if (part instanceof Definition.Approval ask) {
            note(
                    part.name(),
                    "approval",
                    false,
                    false,
                    "%d of %s within %s".formatted(ask.quorum(), ask.roles(), ask.within()));
        } else if (part instanceof Definition.Parallel parallel) {
            boolean goesOn = true;
            for (Definition.Branch branch : parallel.branches()) {
                goesOn &= walk(acting, outputs, branch.parts());
            }
            return goesOn;
        } else if (part instanceof Definition.When when) {
            Boolean holds = check(acting, outputs, when.name(), when.check());
            note(when.name(), "when", false, false, spoken(holds, "yes, as it is now", "no, as it is now"));
            return walk(acting, outputs, Boolean.FALSE.equals(holds) ? when.otherwise() : when.then());
        } else if (part instanceof Definition.Each each) {
            return each(acting, outputs, each);
        } else if (part instanceof Definition.Stop stop) {
            note(stop.name(), "stop", false, false, stop.escalates() ? "goes to people" : "undoes what was done");
            return false;
        }
        return true;
    }

    private void step(Acting acting, Map<String, Object> outputs, Definition.Step found) {
        note(found.name(), "step", found.once(), found.undo() != null, null);
        at(found.name());
        try {
            outputs.putAll(
                    runner.run(acting, outputs, found.body(), left(), ports).outputs());
        } catch (PartFailed e) {
            outputs.putAll(e.soFar().outputs());
            if (found.sample().isEmpty()) {
                gaps.add(
                        "step '%s%s' cannot be seen to its end without acting: %s; give it a sample of its outputs, as sample: [name: value]"
                                .formatted(prefix, found.name(), e.getMessage()));
            }
        }
        outputs.putAll(found.sample());
    }

    private void call(Acting acting, Map<String, Object> outputs, Definition.Step found) {
        note(
                found.name(),
                "call",
                false,
                found.undo() != null,
                "runbook " + found.call().runbookId());
        Acting called = called(acting, outputs, found);
        if (called != null) {
            String before = prefix;
            prefix = before + found.name() + " / ";
            runner.hideSecrets(called, mask);
            walk(called);
            prefix = before;
        }
        outputs.putAll(found.sample());
        outputs.putIfAbsent(found.call().into(), new Sample(found.name()).toString());
    }

    /** The run that the call would make; null when it cannot be told, or would be refused. */
    private @Nullable Acting called(Acting acting, Map<String, Object> outputs, Definition.Step found) {
        try {
            return callee.prepare(found.call().runbookId(), callInputs(acting, outputs, found));
        } catch (RuntimeException | AssertionError | LinkageError | StackOverflowError e) {
            gaps.add("call '%s%s' cannot be planned: %s"
                    .formatted(prefix, found.name(), mask.text(PartRunner.located(e, acting.scriptName()))));
            return null;
        }
    }

    private static Map<String, Object> callInputs(Acting acting, Map<String, Object> outputs, Definition.Step found) {
        Object written = found.call().inputs();
        Object given = written instanceof Closure<?> closure ? PartRunner.evaluate(acting, outputs, closure) : written;
        var inputs = new LinkedHashMap<String, Object>();
        if (given instanceof Map<?, ?> map) {
            map.forEach((name, value) -> inputs.put(String.valueOf(name), value));
        } else if (given != null) {
            throw new IllegalArgumentException("expected the inputs of a call as a map, got " + given);
        }
        return inputs;
    }

    private boolean each(Acting acting, Map<String, Object> outputs, Definition.Each each) {
        at(each.name());
        List<?> items;
        try {
            Map<String, Object> listed = runner.run(acting, outputs, new Listing(each.in()), left(), ports)
                    .outputs();
            items = (List<?>) listed.get(Listing.ITEMS);
        } catch (PartFailed e) {
            note(each.name(), "each", false, false, "its items are not known");
            gaps.add("the items of '%s%s' cannot be listed: %s".formatted(prefix, each.name(), e.getMessage()));
            return true;
        }
        note(each.name(), "each", false, false, "%d items, %d at a time".formatted(items.size(), each.atMost()));
        for (Object item : items) {
            var at = new HashMap<>(acting.items());
            at.put(each.item(), item);
            String key = acting.item().isEmpty() ? String.valueOf(item) : acting.item() + "/" + item;
            String before = prefix;
            prefix = before + item + " / ";
            boolean goesOn = walk(
                    new Acting(acting.run(), acting.runbook(), key, at), new LinkedHashMap<>(outputs), each.parts());
            prefix = before;
            if (!goesOn) {
                return false;
            }
        }
        if (each.into() != null) {
            outputs.put(each.into(), new LinkedHashMap<>());
        }
        return true;
    }

    private @Nullable Boolean check(Acting acting, Map<String, Object> outputs, String name, Closure<?> check) {
        at(name);
        try {
            return runner.run(acting, outputs, check, left(), ports).truth();
        } catch (PartFailed e) {
            gaps.add("whether '%s%s' holds is not known now: %s".formatted(prefix, name, e.getMessage()));
            return null;
        }
    }

    /** What is left of the plan's time; a millisecond when nothing is, which no closure keeps to. */
    private Duration left() {
        Duration left = Duration.between(clock.instant(), deadline);
        return left.isNegative() || left.isZero() ? Duration.ofMillis(1) : left;
    }

    private void at(String name) {
        step = prefix + name;
    }

    void read(String connector, String operation, String target, List<Object> arguments) {
        if (reads.size() < MOST_NOTED) {
            reads.add(new Plan.Read(step, mask.text(connector), operation, mask.text(target), shown(arguments)));
        }
    }

    void effect(String connector, String operation, String target, List<Object> arguments, @Nullable String undo) {
        if (effects.size() == MOST_NOTED) {
            throw new IllegalStateException("expected at most %d effects in a plan".formatted(MOST_NOTED));
        }
        effects.add(new Plan.Effect(step, mask.text(connector), operation, mask.text(target), shown(arguments), undo));
    }

    private List<Object> shown(List<Object> arguments) {
        var plain = new OutputValues(Map.of());
        plain.put("arguments", arguments);
        return new ArrayList<>((List<?>) plain.added(mask).get("arguments"));
    }

    private void note(String name, String kind, boolean once, boolean undo, @Nullable String note) {
        parts.add(new Plan.Part(prefix + name, kind, once, undo, note));
    }

    private static String spoken(@Nullable Boolean holds, String yes, String no) {
        return holds == null ? "not known now" : holds ? yes : no;
    }

    /** What was found. */
    Plan plan(Acting acting, int version, String sourceHash) {
        Run run = acting.run();
        String hash = Deployed.hash(Json.write(List.of(
                run.runbookId(),
                version,
                sourceHash,
                run.inputs(),
                run.target() == null ? "" : run.target(),
                effects,
                gaps.size())));
        return new Plan(
                run.runbookId(),
                version,
                "sha256:" + hash,
                run.inputs(),
                run.target(),
                applies,
                List.copyOf(parts),
                List.copyOf(effects),
                List.copyOf(reads),
                List.copyOf(gaps));
    }
}
