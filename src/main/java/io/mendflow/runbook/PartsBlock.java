package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import groovy.transform.stc.ClosureParams;
import groovy.transform.stc.SimpleType;
import io.mendflow.runbook.Definition.Otherwise;
import io.mendflow.runbook.Definition.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What can be said wherever a runbook does something: at its top, in a branch, for each item, on one way or the other. */
public abstract class PartsBlock {

    private static final int DEEPEST = 4;
    private static final int MOST_AT_ONCE = 50;
    private static final int MOST_PEOPLE = 10;
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Duration HOUR = Duration.ofHours(1);

    final Draft draft;
    final Names names;
    private final int depth;
    private final Set<String> items;
    private final List<Part> parts = new ArrayList<>();
    private final Map<String, Undo> undos = new LinkedHashMap<>();
    private @Nullable WhenBlock question;

    PartsBlock(Draft draft, Names names) {
        this.draft = draft;
        this.names = names;
        this.depth = 0;
        this.items = Set.of();
    }

    PartsBlock(PartsBlock outer, Set<String> newItems) {
        this.draft = outer.draft;
        this.names = outer.names;
        this.depth = outer.depth + 1;
        var all = new LinkedHashSet<>(outer.items);
        all.addAll(newItems);
        this.items = Set.copyOf(all);
        if (depth > DEEPEST) {
            draft.problemHere(
                    "parts stand at most %d deep inside each other; make a runbook of the inner ones and call it"
                            .formatted(DEEPEST));
        }
    }

    /** A step that may be done again after a crash or a failure, three times with 5 s between. */
    public void step(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        step(Map.of(), name, body);
    }

    /**
     * A step. {@code once: true}: it must not act twice, so it is never tried again by itself. {@code retry: 'R3/PT5S'}: three tries in all, 5 s
     * between; or the pauses one by one. {@code within: 'PT30S'}: how long one try may take. {@code sample}: what a plan takes for its outputs.
     */
    @Word(
            says = "Does something. It may be done again after a crash or a failure, unless it says `once`.",
            becomes =
                    "a service task; with `once` inside a sub-process that asks a person when nobody knows whether it acted",
            example =
                    "step('restart', retry: ['PT5S', 'PT30S'], within: 'PT1M') { outputs.pid = host.local.start(inputs.command).pid }",
            options = {
                @Word.Option(
                        name = "once",
                        usual = "false",
                        says =
                                "it must never act twice: its attempt is committed before it acts, and it is not tried again by itself"),
                @Word.Option(
                        name = "retry",
                        usual = "'R3/PT5S'",
                        says =
                                "tries in all and the pause between, or the list of the pauses: `['PT5S', 'PT30S', 'PT2M']` tries four times"),
                @Word.Option(name = "within", usual = "as long as it takes", says = "how long one try may take"),
                @Word.Option(
                        name = "sample",
                        usual = "nothing",
                        says = "the outputs that a plan goes on with, since it does not act: `[pid: 4711]`")
            })
    public void step(
            @NamedParams({
                        @NamedParam(value = "once", type = Boolean.class),
                        @NamedParam(value = "retry", type = Object.class),
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "sample", type = Map.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        String slug = names.take("step", name);
        var read = new Options("step '" + name + "'", options, Set.of("once", "retry", "within", "sample"), draft);
        boolean once = read.flag("once", false);
        if (once && read.raw("retry") != null) {
            draft.problemHere("step '" + name + "' acts once, so it has no retry; leave out one of the two");
        }
        Retry retry = read.read("retry", Retry.USUAL, Retry::parse);
        Duration within = read.duration("within", null);
        Map<String, Object> sample = read.read("sample", Map.of(), PartsBlock::plainMap);
        add(new Definition.Step(name, slug, draft.here(), once, retry, within, sample, body, null, null));
    }

    /** Runs another runbook that has no inputs as a step. */
    public void call(String runbookId) {
        call(Map.of(), runbookId);
    }

    /** Runs another runbook as a step: {@code call 'other', inputs: { [url: inputs.url] }}; the inputs may also be a plain map. */
    @Word(
            says =
                    "Runs another runbook as a step. What that one declares as outputs is in `outputs['<id>']` afterwards, or in what `into` names.",
            becomes = "a call activity, pinned to the version in service when it begins",
            example =
                    "call 'restart-process', inputs: { [command: inputs.command, url: inputs.url] }, into: 'restarted'",
            options = {
                @Word.Option(
                        name = "inputs",
                        usual = "none",
                        says =
                                "a map of plain values, or braces that give one; names and plain values are checked at deployment"),
                @Word.Option(name = "into", usual = "the id", says = "what the outputs of the run are called here")
            })
    public void call(
            @NamedParams({
                        @NamedParam(value = "inputs", type = Object.class),
                        @NamedParam(value = "into", type = String.class)
                    })
                    Map<String, ?> options,
            String runbookId) {
        String slug = names.take("step", runbookId);
        var read = new Options("call '" + runbookId + "'", options, Set.of("inputs", "into"), draft);
        Object given = read.raw("inputs");
        if (given != null && !(given instanceof Map) && !(given instanceof Closure)) {
            draft.problemHere(
                    "call '%s', option 'inputs': expected a map or a closure that gives one".formatted(runbookId));
        }
        var call = new Definition.Call(runbookId, given, named(given), read.read("into", runbookId, Object::toString));
        add(new Definition.Step(runbookId, slug, draft.here(), false, Retry.USUAL, null, Map.of(), null, null, call));
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
    @Word(
            says =
                    "Takes a step back when the run fails later. Undos run in reverse order, and one that fails stops no other. It stands beside its step.",
            becomes = "a compensation handler of the step",
            example = "undo('restart') { host.local.kill(outputs.pid) }")
    public void undo(
            String step, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> body) {
        if (undos.put(step, new Undo(draft.here(), body)) != null) {
            draft.problemHere("step '" + step + "' has an undo already");
        }
    }

    /** Waits until a condition holds, for at most 10 minutes, looking every 10 s. */
    public void await(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        await(Map.of(), name, check);
    }

    /** Waits until a condition holds. {@code otherwise}: what happens when it does not in time. */
    @Word(
            says = "Waits until a condition holds. It occupies no thread while it waits.",
            becomes = "a loop of a check and a timer, with a deadline",
            example =
                    "await('the queue is empty', within: 'PT10M', every: 'PT10S') { http.get(inputs.url).json.depth == 0 }",
            options = {
                @Word.Option(name = "within", usual = "'PT10M'", says = "by when it has to hold"),
                @Word.Option(name = "every", usual = "'PT10S'", says = "the pause between two checks"),
                @Word.Option(
                        name = "otherwise",
                        usual = "'fail'",
                        says = "what happens at the deadline: `fail`, or `continue` as if it held")
            })
    public void await(
            @NamedParams({
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "every", type = String.class),
                        @NamedParam(value = "otherwise", type = String.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        String slug = names.take("await", name);
        var read = new Options("await '" + name + "'", options, Set.of("within", "every", "otherwise"), draft);
        add(new Definition.Await(
                name,
                slug,
                draft.here(),
                read.time("within", Duration.ofMinutes(10)),
                read.time("every", Duration.ofSeconds(10)),
                read.read("otherwise", Otherwise.FAIL, PartsBlock::failOrContinue),
                check));
    }

    /** Asks one approver, for at most an hour. */
    public void approve(String name) {
        approve(Map.of(), name);
    }

    /** Asks people. {@code otherwise}: what happens when not enough of them answer in time. */
    @Word(
            says =
                    "Asks people, in Tasklist. Each of the quorum is a different person, and none of them has asked for the run. One who rejects ends the run.",
            becomes =
                    "a user task for the roles, of several instances when more than one has to say yes, with a timer for the deadline",
            example =
                    "approve('fail over to the replica', roles: ['approver'], quorum: 2, within: 'PT30M', otherwise: 'escalate')",
            options = {
                @Word.Option(
                        name = "roles",
                        usual = "['approver']",
                        says = "whoever is in one of these groups may decide"),
                @Word.Option(name = "quorum", usual = "1", says = "how many different people have to say yes"),
                @Word.Option(name = "within", usual = "'PT1H'", says = "by when"),
                @Word.Option(
                        name = "otherwise",
                        usual = "'fail'",
                        says = "what happens at the deadline: `fail`, `continue` as if approved, or `escalate`")
            })
    public void approve(
            @NamedParams({
                        @NamedParam(value = "roles", type = List.class),
                        @NamedParam(value = "quorum", type = Integer.class),
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "otherwise", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        String slug = names.take("approval", name);
        var read =
                new Options("approve '" + name + "'", options, Set.of("roles", "quorum", "within", "otherwise"), draft);
        add(new Definition.Approval(
                name,
                slug,
                draft.here(),
                read.read("roles", List.of("approver"), PartsBlock::roles),
                read.count("quorum", 1, MOST_PEOPLE),
                read.time("within", HOUR),
                read.read("otherwise", Otherwise.FAIL, raw -> Words.parse(Otherwise.class, raw.toString()))));
    }

    /** Does the parts inside at the same time. */
    @Word(
            says =
                    "Does the parts inside at the same time and goes on when all are done. Each part is a branch; `branch` makes one of several. When one fails, the others stop before their next part.",
            becomes = "a parallel gateway that forks and one that joins, and the question whether all went well",
            example = "parallel {\n    step('drain the pool') { … }\n    branch('tell people') { … }\n}")
    public void parallel(
            @DelegatesTo(value = BranchesBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> branches) {
        int line = draft.here();
        String slug = names.unnamed("parallel", "parallel");
        List<Definition.Branch> read = new BranchesBlock(this).branches(branches);
        if (read.isEmpty()) {
            draft.problem(line, "expected parallel to hold at least one part");
        }
        add(new Definition.Parallel("parallel", slug, line, read));
    }

    /**
     * Does the parts inside for every item of a list: {@code each('drain', in: { inputs.hosts }, atMost: 2) { node -> … }}. Without a name of its own
     * the item is called {@code item}.
     */
    @Word(
            says =
                    "Does the parts inside for every item of a list, at most so many at the same time, batch by batch. When one item fails, no further batch begins. Undos of all items that were done run, the last first.",
            becomes =
                    "a sub-process of several instances; with `atMost` above 1 a sequence of batches, each a parallel one",
            example =
                    "each('restart', in: { inputs.hosts }, atMost: 2, into: 'restarted') { node ->\n    step('stop') { … }\n}",
            options = {
                @Word.Option(
                        name = "in",
                        says = "the list, or braces that give one; what they give is listed once and kept"),
                @Word.Option(name = "atMost", usual = "1", says = "how many items at the same time"),
                @Word.Option(
                        name = "into",
                        usual = "nowhere",
                        says = "the output that holds the outputs of each item afterwards, by the item's text")
            })
    public void each(
            @NamedParams({
                        @NamedParam(value = "in", type = Object.class, required = true),
                        @NamedParam(value = "atMost", type = Integer.class),
                        @NamedParam(value = "into", type = String.class)
                    })
                    Map<String, ?> options,
            String name,
            @DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY)
                    @ClosureParams(value = SimpleType.class, options = "java.lang.Object")
                    Closure<?> body) {
        int line = draft.here();
        String slug = names.take("each", name);
        var read = new Options("each '" + name + "'", options, Set.of("in", "atMost", "into", ItemNames.AS), draft);
        Object in = read.raw("in");
        if (!(in instanceof Collection) && !(in instanceof Closure)) {
            draft.problemHere(
                    "each '%s', option 'in': expected a list, or braces that give one, such as in: { inputs.hosts }"
                            .formatted(name));
        }
        String item = read.read(ItemNames.AS, ItemNames.USUAL, Object::toString);
        requireItemName(name, item);
        List<Part> inside = new InnerBlock(this, Set.of(item)).read(body);
        if (inside.isEmpty()) {
            draft.problem(line, "expected each '" + name + "' to hold at least one part");
        }
        add(new Definition.Each(
                name,
                slug,
                line,
                item,
                in == null ? List.of() : in,
                read.count("atMost", 1, MOST_AT_ONCE),
                read.<@Nullable String>read("into", null, Object::toString),
                inside));
    }

    /** Asks a question: {@code when('it hangs') { … } then { … } otherwise { … }}. */
    @Word(
            says =
                    "Asks a question, and does the parts of `then` when the answer is yes, else those of `otherwise`, which may be left out.",
            becomes = "a service task that answers, and an exclusive gateway",
            example =
                    "when('it hangs') { !http.get(inputs.url).ok } then {\n    step('end it') { … }\n} otherwise {\n    step('reload it') { … }\n}")
    public WhenBlock when(
            String name, @DelegatesTo(value = PartScope.class, strategy = Closure.DELEGATE_ONLY) Closure<?> check) {
        settle();
        int line = draft.here();
        question = new WhenBlock(this, name, names.take("question", name), line, check);
        return question;
    }

    /** What a question leads to when the answer is yes; the same as on the line of {@code when}. */
    public WhenBlock then(@DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> parts) {
        return asked("then").then(parts);
    }

    /** What a question leads to when the answer is no; the same as on the line of {@code when}. */
    public WhenBlock otherwise(
            @DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> parts) {
        return asked("otherwise").otherwise(parts);
    }

    /** Ends the run as failed; what was done is undone. */
    @Word(
            says = "Ends the run as failed, for the reason given. What was done is undone.",
            becomes = "an error end event",
            example = "fail 'the replica is too far behind'")
    public void fail(String reason) {
        end(reason, false);
    }

    /** Ends the run for people to take over; nothing is undone. */
    @Word(
            says = "Ends the run for people to take over, for the reason given. Nothing is undone.",
            becomes = "an error end event",
            example = "escalate 'both replicas are broken'")
    public void escalate(String reason) {
        end(reason, true);
    }

    /** Waits for a signal from outside. */
    @Word(
            says =
                    "Waits for a signal from outside whose labels are these. One that came since the run began counts too.",
            becomes = "a receive task, with a timer for the deadline, after a look at what has come already",
            example =
                    "waitFor('the deployment', signal: { [source: 'github', service: inputs.service] }, within: 'PT30M')",
            options = {
                @Word.Option(
                        name = "signal",
                        says =
                                "a map of labels, or braces that give one; source, kind, status, severity, service, environment, fingerprint and title count as labels"),
                @Word.Option(name = "within", usual = "'PT1H'", says = "by when"),
                @Word.Option(
                        name = "otherwise",
                        usual = "'fail'",
                        says = "what happens at the deadline: `fail`, `continue` as if it had come, or `escalate`")
            })
    public void waitFor(
            @NamedParams({
                        @NamedParam(value = "signal", type = Object.class, required = true),
                        @NamedParam(value = "within", type = String.class),
                        @NamedParam(value = "otherwise", type = String.class)
                    })
                    Map<String, ?> options,
            String name) {
        String slug = names.take("wait", name);
        var read = new Options("waitFor '" + name + "'", options, Set.of("signal", "within", "otherwise"), draft);
        Object signal = read.raw("signal");
        if (!(signal instanceof Closure) && !(signal instanceof Map<?, ?> labels && !labels.isEmpty())) {
            draft.problemHere(
                    "waitFor '%s', option 'signal': expected labels, such as signal: [source: 'github'], or braces that give them"
                            .formatted(name));
        }
        add(new Definition.WaitFor(
                name,
                slug,
                draft.here(),
                signal == null ? Map.of() : signal,
                read.time("within", HOUR),
                read.read("otherwise", Otherwise.FAIL, raw -> Words.parse(Otherwise.class, raw.toString()))));
    }

    /** Reads what stands in its braces. */
    List<Part> read(Closure<?> body) {
        body.setDelegate(this);
        body.setResolveStrategy(Closure.DELEGATE_ONLY);
        body.call();
        return parts();
    }

    /** The parts as they are, each step with its undo. */
    List<Part> parts() {
        settle();
        undos.forEach((step, undo) -> {
            if (parts.stream().noneMatch(part -> isStep(part, step))) {
                draft.problem(
                        undo.line(), "undo of step '%s', but the steps beside it are %s".formatted(step, steps()));
            }
        });
        return parts.stream().map(this::withUndo).toList();
    }

    /** How many parts there are so far. */
    int count() {
        settle();
        return parts.size();
    }

    /** True when the parts are done one after the other. */
    boolean isSequence() {
        return true;
    }

    private void add(Part part) {
        settle();
        if (isSequence() && Definition.ends(parts)) {
            draft.problem(part.line(), "nothing after %s is reached".formatted(told(parts.get(parts.size() - 1))));
        }
        parts.add(part);
    }

    /** A question is complete when something else is said. */
    private void settle() {
        WhenBlock asked = question;
        if (asked != null) {
            question = null;
            add(asked.part());
        }
    }

    private WhenBlock asked(String word) {
        if (question == null) {
            draft.problemHere("expected %s right after a when".formatted(word));
            return new WhenBlock(this, word, word, draft.here(), Closure.IDENTITY);
        }
        return question;
    }

    private void end(String reason, boolean escalates) {
        String kind = escalates ? "escalate" : "fail";
        if (reason.isBlank() || reason.length() > 500) {
            draft.problemHere("expected %s to give a reason of at most 500 characters".formatted(kind));
        }
        add(new Definition.Stop(reason, names.unnamed("stop", kind + " " + reason), draft.here(), escalates));
    }

    private void requireItemName(String each, String item) {
        if (!NAME.matcher(item).matches() || item.equals("inputs") || item.equals("outputs") || item.equals("log")) {
            draft.problemHere("each '%s': an item cannot be called '%s'".formatted(each, item));
        }
        if (items.contains(item)) {
            draft.problemHere(
                    "each '%s': the item around it is called '%s' already; name this one otherwise: { node -> … }"
                            .formatted(each, item));
        }
    }

    private @Nullable List<String> named(@Nullable Object inputs) {
        if (inputs instanceof Map<?, ?> map) {
            return map.keySet().stream().map(String::valueOf).toList();
        }
        return inputs == null ? List.of() : draft.namesAt(draft.here());
    }

    private Part withUndo(Part part) {
        Undo undo = undos.get(part.name());
        return undo != null && part instanceof Definition.Step step ? step.undoneBy(undo.body()) : part;
    }

    private String steps() {
        String all = parts.stream()
                .filter(Definition.Step.class::isInstance)
                .map(step -> "'" + step.name() + "'")
                .collect(Collectors.joining(", "));
        return all.isEmpty() ? "none" : all;
    }

    private static boolean isStep(Part part, String name) {
        return part instanceof Definition.Step && part.name().equals(name);
    }

    private static String told(Part part) {
        if (part instanceof Definition.Stop stop) {
            return stop.escalates() ? "escalate" : "fail";
        }
        return "'" + part.name() + "', both ways of which end the run,";
    }

    private static Otherwise failOrContinue(Object raw) {
        Otherwise otherwise = Words.parse(Otherwise.class, raw.toString());
        if (otherwise == Otherwise.ESCALATE) {
            throw new IllegalArgumentException("expected fail or continue, but it is 'escalate'");
        }
        return otherwise;
    }

    private static List<String> roles(Object raw) {
        if (raw instanceof Collection<?> roles && !roles.isEmpty()) {
            return roles.stream().map(String::valueOf).map(PartsBlock::role).toList();
        }
        throw new IllegalArgumentException("expected a list of roles, such as ['approver']");
    }

    private static String role(String role) {
        if (!role.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException(
                    "expected roles of letters, digits, '-' and '_', but one is '" + role + "'");
        }
        return role;
    }

    private static Map<String, Object> plainMap(Object raw) {
        if (raw instanceof Map<?, ?> map) {
            var plain = new HashMap<String, Object>();
            map.forEach((name, value) -> plain.put(String.valueOf(name), value));
            return Map.copyOf(plain);
        }
        throw new IllegalArgumentException("expected a map of plain values, such as [pid: 4711]");
    }

    private record Undo(int line, Closure<?> body) {}
}
