package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What can be said at the top of {@code runbook('id') { … }}: what the runbook is, what it does, and what proves it. */
public final class RunbookBlock extends PartsBlock {

    private static final Pattern ID = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern INPUT_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final int LONGEST_ID = 80;
    private static final Set<String> VERIFY_OPTIONS =
            Set.of("within", "every", "stable", "better", "goal", "tolerance", "worseFor", "baseline");

    private final String id;
    private final int line;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<Definition.Precondition> preconditions = new ArrayList<>();
    private final List<Definition.Verification> verifications = new ArrayList<>();
    private @Nullable String title;
    private @Nullable Risk risk;
    private @Nullable Closure<?> target;

    RunbookBlock(String id, Draft draft) {
        super(draft, new Names(draft));
        this.id = id;
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
    @Word(
            says = "One line that says what the runbook does; people see it wherever they decide about it.",
            example = "title 'Restart a process and wait until it answers'")
    public void title(String text) {
        title = text;
    }

    /** How much harm it could do: {@code low}, {@code medium} or {@code high}. */
    @Word(
            says = "How much harm it could do: `low`, `medium` or `high`. The approval policy looks at it.",
            example = "risk 'medium'")
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
    @Word(
            says =
                    "Something that a run has to be given. Steps read it as `inputs.<name>`; all inputs are checked before anything is done.",
            example =
                    "input 'pause', type: 'duration', default: 'PT30S', max: 'PT1H', about: 'How long to wait in between'",
            options = {
                @Word.Option(
                        name = "type",
                        usual = "'string'",
                        says =
                                "string, integer, decimal, boolean, duration, uri, enum, list, or secret (then the value is the name of one)"),
                @Word.Option(
                        name = "required",
                        usual = "true, unless there is a default",
                        says = "whether a run without it is refused"),
                @Word.Option(name = "default", usual = "none", says = "what is taken when it is not given"),
                @Word.Option(name = "values", usual = "none", says = "the values of an enum"),
                @Word.Option(
                        name = "min",
                        usual = "none",
                        says = "the least that an integer, a decimal or a duration may be"),
                @Word.Option(name = "max", usual = "none", says = "the most"),
                @Word.Option(name = "about", usual = "nothing", says = "a line for people")
            })
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

    /** Something that a run leaves to the runbook that calls it, as {@code outputs.<name>}. */
    public void output(String name) {
        output(Map.of(), name);
    }

    /** Something that a run leaves to the runbook that calls it. Types are those of inputs, but no enum and no secret. */
    @Word(
            says =
                    "Something that a run leaves to the runbook that calls it: a step sets `outputs.<name>`. A call fails when it is missing or of another type.",
            example = "output 'pid', type: 'integer', about: 'Process id of the new process'",
            options = {
                @Word.Option(name = "type", usual = "'string'", says = "as for inputs, but no enum and no secret"),
                @Word.Option(name = "about", usual = "nothing", says = "a line for people")
            })
    public void output(
            @NamedParams({
                        @NamedParam(value = "type", type = String.class),
                        @NamedParam(value = "about", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        if (!INPUT_NAME.matcher(name).matches()) {
            draft.problemHere("expected an output's name of letters, digits and '_', but it is '" + name + "'");
        }
        if (outputs.stream().anyMatch(output -> output.name().equals(name))) {
            draft.problemHere("output '" + name + "' is there already");
        }
        var read = new Options("output '" + name + "'", options, Set.of("type", "about"), draft);
        InputType type = read.read("type", InputType.STRING, raw -> InputType.parse(raw.toString()));
        if (type == InputType.ENUM || type == InputType.SECRET) {
            draft.problemHere("output '%s': expected no %s; a string does".formatted(name, type.text()));
        }
        outputs.add(new Output(name, type, read.<@Nullable String>read("about", null, Object::toString)));
    }

    /** What a run acts on, such as {@code "process/${inputs.url}"}; sees only the inputs. */
    @Word(says = "What a run acts on; it sees only the inputs.", example = "target { \"process/${inputs.url}\" }")
    public void target(@DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> name) {
        if (target != null) {
            draft.problemHere("a runbook has one target, and this is the second");
        }
        target = name;
    }

    /** What must hold for the runbook to apply; a run where it does not hold ends as not applicable. */
    @Word(
            says =
                    "What must hold for the runbook to apply. A run where it does not hold ends as not applicable, and nothing is done.",
            becomes = "a service task before the question whether it applies",
            example = "precondition('the endpoint is down') { !http.get(inputs.url).ok }")
    public void precondition(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        preconditions.add(new Definition.Precondition(name, names.take("precondition", name), check));
    }

    /** Proves the fix, within 5 minutes, every 5 seconds, once. */
    public void verify(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        verify(Map.of(), name, check);
    }

    /**
     * Proves the fix. {@code within}: by when it must begin to hold. {@code every}: the pause between two checks. {@code stable}: how long it must hold
     * without a break. {@code better}: which way a number that the check gives has to go, {@code goal}: from which value on it holds.
     */
    @Word(
            says =
                    "Proves the fix against the system itself, after everything else. The same check is made before the first step, as the baseline, unless nothing is to be compared. When it has held for the whole of `stable`, the verdict is *fixed*. When it does not hold in time, the verdict is *not-fixed*. When it held before and is broken now, or its number is worse than before by more than the tolerance, and stays so for `worseFor`, the verdict is *worse*, and nobody waits for the deadline. Unless all is fixed, the run fails and what was done is undone. The check says whether it holds; or, with `better`, it gives a number, or `[value: number]`. A check may also give `[value: number, better: 'lower', holds: boolean]`. One that asks for an output that no step has noted yet has no baseline.",
            becomes = "a loop of a check and a timer, with a deadline; what is read before is written above the start",
            example =
                    "verify('the endpoint answers', within: 'PT1M', every: 'PT2S', stable: 'PT5S') { http.get(inputs.url).ok }\n"
                            + "verify('few requests fail', better: 'lower', goal: 0.01, stable: 'PT2M') { monitoring.query(inputs.query).value }",
            options = {
                @Word.Option(name = "within", usual = "'PT5M'", says = "by when it has to begin to hold"),
                @Word.Option(name = "every", usual = "'PT5S'", says = "the pause between two checks"),
                @Word.Option(
                        name = "stable",
                        usual = "'PT0S'",
                        says = "for how long it has to hold without a break; the soak window"),
                @Word.Option(
                        name = "better",
                        usual = "none",
                        says = "`lower` or `higher`: the check gives a number, and this is where it has to go"),
                @Word.Option(
                        name = "goal",
                        usual = "better than the baseline by more than the tolerance",
                        says = "the number from which on it holds, or braces that give one"),
                @Word.Option(
                        name = "tolerance",
                        usual = "0.1",
                        says = "the share of the baseline by which a number may differ from it and count as the same"),
                @Word.Option(
                        name = "worseFor",
                        usual = "half of `within`",
                        says = "how long it has to be worse without a break before the run is undone"),
                @Word.Option(
                        name = "baseline",
                        usual = "true",
                        says = "whether the check is made before the first step too")
            })
    public void verify(
            @NamedParams({
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "every", type = String.class),
                        @NamedParam(value = "stable", type = String.class),
                        @NamedParam(value = "better", type = String.class),
                        @NamedParam(value = "goal", type = Object.class),
                        @NamedParam(value = "tolerance", type = Number.class),
                        @NamedParam(value = "worseFor", type = String.class),
                        @NamedParam(value = "baseline", type = Boolean.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        String slug = names.take("verification", name);
        var read = new Options("verify '" + name + "'", options, VERIFY_OPTIONS, draft);
        Duration within = read.duration("within", Duration.ofMinutes(5));
        verifications.add(new Definition.Verification(
                name,
                slug,
                within,
                read.time("every", Duration.ofSeconds(5)),
                read.duration("stable", Duration.ZERO),
                comparison(name, read, within),
                check));
    }

    private Comparison comparison(String name, Options read, Duration within) {
        boolean baseline = read.flag("baseline", true);
        Better better = read.<@Nullable Better>read("better", null, raw -> Better.parse(raw.toString()));
        Object goal = read.<@Nullable Object>read("goal", null, Comparison::goal);
        if (goal != null && better == null) {
            draft.problemHere(
                    "verify '%s' has a goal, so it has to say which way is better: lower or higher".formatted(name));
        }
        if (better != null && goal == null && !baseline) {
            draft.problemHere(
                    "verify '%s' has neither a goal nor a baseline, so no number is good enough".formatted(name));
        }
        return new Comparison(
                baseline,
                better,
                goal,
                read.read("tolerance", Comparison.TOLERANCE, Comparison::tolerance),
                read.duration("worseFor", within.dividedBy(2)));
    }

    String id() {
        return id;
    }

    int line() {
        return line;
    }

    Definition definition() {
        if (risk == null) {
            draft.problem(line, "expected a risk: low, medium or high");
        }
        if (title == null || title.isBlank()) {
            draft.problem(line, "expected a title");
        }
        List<Definition.Part> parts = parts();
        if (parts.isEmpty()) {
            draft.problem(line, "expected at least one step or call, or another part that does something");
        }
        if (Definition.ends(parts) && !verifications.isEmpty()) {
            draft.problem(line, "no verify is ever reached, since every way through the runbook ends before");
        }
        return new Definition(
                id,
                line,
                String.valueOf(title),
                risk == null ? Risk.HIGH : risk,
                List.copyOf(inputs),
                List.copyOf(outputs),
                target,
                List.copyOf(preconditions),
                parts,
                List.copyOf(verifications),
                warnings());
    }

    private List<String> warnings() {
        return verifications.isEmpty()
                ? List.of("it has no verify, so a run proves nothing: it succeeds as soon as its steps are done")
                : List.of();
    }
}
