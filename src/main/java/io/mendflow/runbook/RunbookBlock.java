package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said inside {@code runbook('id') { … }}. */
public final class RunbookBlock {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern INPUT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_ID = 80;
    private static final int LONGEST_NAME = 200;

    private final String id;
    private final Draft draft;
    private final int line;
    private final Slugs slugs = new Slugs();
    private final Set<String> names = new HashSet<>();
    private final List<Input> inputs = new ArrayList<>();
    private final List<Definition.Precondition> preconditions = new ArrayList<>();
    private final List<Definition.Step> steps = new ArrayList<>();
    private final Map<String, Undo> undos = new HashMap<>();
    private final List<Definition.Verification> verifications = new ArrayList<>();
    private @Nullable String title;
    private @Nullable Risk risk;
    private @Nullable Closure<?> target;

    RunbookBlock(String id, Draft draft) {
        this.id = id;
        this.draft = draft;
        this.line = draft.here();
        if (draft.block() != null) {
            draft.problemHere("a file holds one runbook, and this is the second; give it a file of its own");
            return;
        }
        draft.begin(this);
        if (!ID.matcher(id).matches() || id.length() > LONGEST_ID) {
            draft.problemHere(
                    "expected an id of lower-case letters, digits and hyphens, at most %d long, but it is '%s'"
                            .formatted(LONGEST_ID, id));
        }
    }

    /** One line that says what the runbook does. */
    public void title(String text) {
        title = text;
    }

    /** How much harm it could do: {@code low}, {@code medium} or {@code high}. */
    public void risk(String level) {
        try {
            risk = Risk.parse(level);
        } catch (IllegalArgumentException e) {
            draft.problemHere("risk: " + e.getMessage());
            risk = Risk.HIGH;
        }
    }

    /** A required text. */
    public void input(String name) {
        input(Map.of(), name);
    }

    /**
     * An input; steps read it as {@code inputs.<name>}. Types: string, integer, decimal, boolean, duration, uri, enum, list, secret. The value of a
     * secret input is the secret's name; steps see the secret itself.
     */
    public void input(
            @NamedParams({
                        @NamedParam(value = "type", type = String.class),
                        @NamedParam(value = "required", type = Boolean.class),
                        @NamedParam(value = "default", type = Object.class),
                        @NamedParam(value = "values", type = List.class),
                        @NamedParam(value = "min", type = Object.class),
                        @NamedParam(value = "max", type = Object.class),
                        @NamedParam(value = "about", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        if (!INPUT_NAME.matcher(name).matches()) {
            draft.problemHere("expected an input's name of letters, digits and '_', but it is '" + name + "'");
        }
        if (inputs.stream().anyMatch(input -> input.name().equals(name))) {
            draft.problemHere("input '" + name + "' is there already");
        }
        inputs.add(InputReader.read(name, options, draft));
    }

    /** What a run acts on, such as {@code "process/${inputs.url}"}; sees only the inputs. */
    public void target(@DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> name) {
        if (target != null) {
            draft.problemHere("a runbook has one target, and this is the second");
        }
        target = name;
    }

    /** What must hold for the runbook to apply; a run where it does not hold ends as not applicable. */
    public void precondition(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        requireNew("precondition", name);
        preconditions.add(new Definition.Precondition(name, slugs.of("precondition", name), check));
    }

    /** A step that may be done again after a crash or a failure, three times with 5 s between. */
    public void step(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        step(Map.of(), name, body);
    }

    /**
     * A step. {@code once: true}: it must not act twice, so it is never tried again by itself. {@code retry: 'R3/PT5S'}: three tries in all, 5 s
     * between. {@code within: 'PT30S'}: how long one try may take.
     */
    public void step(
            @NamedParams({
                        @NamedParam(value = "once", type = Boolean.class),
                        @NamedParam(value = "retry", type = String.class),
                        @NamedParam(value = "within", type = String.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        requireNew("step", name);
        var read = new Options("step '" + name + "'", options, Set.of("once", "retry", "within"), draft);
        boolean once = read.flag("once", false);
        if (once && read.raw("retry") != null) {
            draft.problemHere("step '" + name + "' acts once, so it has no retry; leave out one of the two");
        }
        Retry retry = read.read("retry", Retry.USUAL, raw -> Retry.parse(raw.toString()));
        Duration within = read.duration("within", null);
        steps.add(
                new Definition.Step(name, slugs.of("step", name), draft.here(), once, retry, within, body, null, null));
    }

    /** Runs another runbook that has no inputs as a step. */
    public void call(String runbookId) {
        call(Map.of(), runbookId);
    }

    /** Runs another runbook as a step: {@code call 'other', inputs: { [url: inputs.url] }}; the inputs may also be a plain map. */
    public void call(
            @NamedParams(@NamedParam(value = "inputs", type = Object.class)) Map<String, ?> options, String runbookId) {
        requireNew("step", runbookId);
        var read = new Options("call '" + runbookId + "'", options, Set.of("inputs"), draft);
        Object given = read.raw("inputs");
        if (given != null && !(given instanceof Map) && !(given instanceof Closure)) {
            draft.problemHere(
                    "call '%s', option 'inputs': expected a map or a closure that gives one".formatted(runbookId));
        }
        steps.add(new Definition.Step(
                runbookId,
                slugs.of("step", runbookId),
                draft.here(),
                false,
                Retry.USUAL,
                null,
                null,
                null,
                new Definition.Call(runbookId, given)));
    }

    /** The same as {@link #call(String)}: what the compiler makes of it, since a closure answers {@code call} itself. */
    public void callRunbook(String runbookId) {
        call(Map.of(), runbookId);
    }

    /** The same as {@link #call(Map, String)}. */
    public void callRunbook(Map<String, ?> options, String runbookId) {
        call(options, runbookId);
    }

    /** Takes a step back when a later part fails; undos run in reverse order of the steps, and a failing one stops no other. */
    public void undo(
            String step, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (undos.put(step, new Undo(draft.here(), body)) != null) {
            draft.problemHere("step '" + step + "' has an undo already");
        }
    }

    /** Proves the fix, within 5 minutes, every 5 seconds, once. */
    public void verify(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        verify(Map.of(), name, check);
    }

    /**
     * Proves the fix. {@code within}: by when it must begin to hold. {@code every}: the pause between two checks. {@code stable}: how long it must hold
     * without a break.
     */
    public void verify(
            @NamedParams({
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "every", type = String.class),
                        @NamedParam(value = "stable", type = String.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        requireNew("verification", name);
        var read = new Options("verify '" + name + "'", options, Set.of("within", "every", "stable"), draft);
        Duration every = read.duration("every", Duration.ofSeconds(5));
        if (every.isZero()) {
            draft.problemHere("verify '" + name + "', option 'every': expected more than nothing");
        }
        verifications.add(new Definition.Verification(
                name,
                slugs.of("verification", name),
                read.duration("within", Duration.ofMinutes(5)),
                every,
                read.duration("stable", Duration.ZERO),
                check));
    }

    String id() {
        return id;
    }

    int line() {
        return line;
    }

    Definition definition() {
        undos.forEach((step, undo) -> {
            if (steps.stream().noneMatch(known -> known.name().equals(step))) {
                draft.problem(undo.line(), "undo of step '%s', but the steps are %s".formatted(step, stepNames()));
            }
        });
        if (risk == null) {
            draft.problem(line, "expected a risk: low, medium or high");
        }
        if (title == null || title.isBlank()) {
            draft.problem(line, "expected a title");
        }
        if (steps.isEmpty()) {
            draft.problem(line, "expected at least one step or call");
        }
        return new Definition(
                id,
                line,
                String.valueOf(title),
                risk == null ? Risk.HIGH : risk,
                List.copyOf(inputs),
                target,
                List.copyOf(preconditions),
                steps.stream().map(this::withUndo).toList(),
                List.copyOf(verifications),
                warnings());
    }

    private Definition.Step withUndo(Definition.Step step) {
        Undo undo = undos.get(step.name());
        return new Definition.Step(
                step.name(),
                step.slug(),
                step.line(),
                step.once(),
                step.retry(),
                step.within(),
                step.body(),
                undo == null ? null : undo.body(),
                step.call());
    }

    private List<String> warnings() {
        return verifications.isEmpty()
                ? List.of("it has no verify, so a run proves nothing: it succeeds as soon as its steps are done")
                : List.of();
    }

    private String stepNames() {
        return steps.stream().map(step -> "'" + step.name() + "'").collect(Collectors.joining(", "));
    }

    private void requireNew(String kind, String name) {
        if (name.isBlank() || name.length() > LONGEST_NAME) {
            draft.problemHere("expected a name of a %s, at most %d long".formatted(kind, LONGEST_NAME));
        }
        if (!names.add(kind + " " + name)) {
            draft.problemHere("%s '%s' is there already; give each a name of its own".formatted(kind, name));
        }
    }

    private record Undo(int line, Closure<?> body) {}
}
