package io.mendflow.runbook;

import groovy.lang.Closure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A runbook as its file says it: everything there is to compile, and the closures to run.
 *
 * @param outputs what a run of it leaves to a runbook that calls it
 * @param parts what it does, from first to last; some hold others
 */
record Definition(
        String id,
        int line,
        String title,
        Risk risk,
        List<Input> inputs,
        List<Output> outputs,
        @Nullable Closure<?> target,
        List<Precondition> preconditions,
        List<Part> parts,
        List<Verification> verifications,
        List<String> warnings) {

    Optional<Input> input(String name) {
        return inputs.stream().filter(input -> input.name().equals(name)).findFirst();
    }

    List<String> inputNames() {
        return inputs.stream().map(Input::name).toList();
    }

    /** Every part, outer ones before the ones inside, in the order of the file. */
    Stream<Part> all() {
        return parts.stream().flatMap(Part::all);
    }

    /** Every step and call, wherever it stands, in the order of the file. */
    List<Step> steps() {
        return of(Step.class);
    }

    /** How many eaches are around this one. */
    int depth(Each each) {
        return (int) of(Each.class).stream()
                .filter(outer -> outer.inside().anyMatch(each::equals))
                .count();
    }

    List<Step> calls() {
        return steps().stream().filter(step -> step.call() != null).toList();
    }

    <P extends Part> List<P> of(Class<P> type) {
        return all().filter(type::isInstance).map(type::cast).toList();
    }

    Precondition precondition(String elementId) {
        return find(preconditions, part -> Elements.precondition(part.slug()), elementId);
    }

    Step step(String elementId) {
        return find(steps(), part -> Elements.step(part.slug()), elementId);
    }

    Step undo(String elementId) {
        return find(steps(), part -> Elements.undo(part.slug()), elementId);
    }

    Step decision(String elementId) {
        return find(steps(), part -> Elements.decision(part.slug()), elementId);
    }

    Verification verification(String elementId) {
        return find(verifications, part -> Elements.verification(part.slug()), elementId);
    }

    Await await(String elementId) {
        return find(of(Await.class), part -> Elements.await(part.slug()), elementId);
    }

    Approval approval(String elementId) {
        return find(of(Approval.class), part -> Elements.approval(part.slug()), elementId);
    }

    When when(String elementId) {
        return find(of(When.class), part -> Elements.when(part.slug()), elementId);
    }

    Each each(String elementId) {
        return find(of(Each.class), part -> Elements.list(part.slug()), elementId);
    }

    Each item(String elementId) {
        return find(of(Each.class), part -> Elements.itemStart(part.slug()), elementId);
    }

    WaitFor waitFor(String elementId) {
        return find(of(WaitFor.class), part -> Elements.look(part.slug()), elementId);
    }

    Optional<Stop> stop(String elementId) {
        return of(Stop.class).stream()
                .filter(part -> Elements.stop(part.slug()).equals(elementId))
                .findFirst();
    }

    private <P> P find(List<P> parts, Function<P, String> id, String elementId) {
        return parts.stream()
                .filter(part -> id.apply(part).equals(elementId))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Expected element '%s' of runbook '%s' to be one of %s"
                        .formatted(elementId, id(), parts.stream().map(id).collect(Collectors.joining(", ")))));
    }

    /** What must hold for the runbook to apply. */
    record Precondition(String name, String slug, Closure<?> check) {}

    /** Something a runbook does or waits for. */
    sealed interface Part {

        String name();

        String slug();

        int line();

        /** The parts inside, outer ones before theirs. */
        default Stream<Part> inside() {
            return Stream.empty();
        }

        /** This part and those inside. */
        default Stream<Part> all() {
            return Stream.concat(Stream.of(this), inside());
        }

        /** True when the run never goes on after it. */
        default boolean isLast() {
            return false;
        }
    }

    /**
     * A step.
     *
     * @param once it must never act twice without a person knowing
     * @param within how long one try may take; null means as long as it takes
     * @param sample what a plan takes for its outputs, since a plan does not act
     * @param call the other runbook that is the step; then there is no body
     */
    record Step(
            String name,
            String slug,
            int line,
            boolean once,
            Retry retry,
            @Nullable Duration within,
            Map<String, Object> sample,
            @Nullable Closure<?> body,
            @Nullable Closure<?> undo,
            @Nullable Call call)
            implements Part {

        Step undoneBy(Closure<?> body) {
            return new Step(name, slug, line, once, retry, within, sample, this.body, body, call);
        }
    }

    /**
     * A run of another runbook.
     *
     * @param inputs a map, or a closure that gives one; null means none
     * @param names of the inputs, as far as the file shows them; null when it does not
     * @param into what the caller's outputs call those of the run
     */
    record Call(String runbookId, @Nullable Object inputs, @Nullable List<String> names, String into) {}

    /** What becomes of a run when nothing came in time. */
    enum Otherwise {
        FAIL,
        CONTINUE,
        ESCALATE;

        String text() {
            return Words.of(this);
        }
    }

    /**
     * Waits until a condition holds.
     *
     * @param within by when
     * @param every pause between two checks
     */
    record Await(
            String name, String slug, int line, Duration within, Duration every, Otherwise otherwise, Closure<?> check)
            implements Part {

        Verification watch() {
            return new Verification(name, slug, within, every, Duration.ZERO, Comparison.NONE, check);
        }
    }

    /**
     * People say yes or no.
     *
     * @param roles whoever has one of them may decide
     * @param quorum how many different people have to say yes
     */
    record Approval(
            String name, String slug, int line, List<String> roles, int quorum, Duration within, Otherwise otherwise)
            implements Part {}

    /** A signal from outside is waited for; labels are a map, or a closure that gives one. */
    record WaitFor(String name, String slug, int line, Object signal, Duration within, Otherwise otherwise)
            implements Part {}

    /** Branches that run at the same time. */
    record Parallel(String name, String slug, int line, List<Branch> branches) implements Part {

        @Override
        public Stream<Part> inside() {
            return branches.stream().flatMap(Branch::inside);
        }
    }

    /** One branch; its name is null when it is a single part that has its own. */
    record Branch(@Nullable String name, String slug, List<Part> parts) {

        Stream<Part> inside() {
            return parts.stream().flatMap(Part::all);
        }
    }

    /**
     * The same parts for every item of a list.
     *
     * @param item what the parts call the item
     * @param in a list, or a closure that gives one
     * @param atMost how many items at the same time
     * @param into what the outputs of all items are called afterwards; null when nobody asks
     */
    record Each(
            String name,
            String slug,
            int line,
            String item,
            Object in,
            int atMost,
            @Nullable String into,
            List<Part> parts)
            implements Part {

        @Override
        public Stream<Part> inside() {
            return parts.stream().flatMap(Part::all);
        }
    }

    /** One way or the other. */
    record When(String name, String slug, int line, Closure<?> check, List<Part> then, List<Part> otherwise)
            implements Part {

        @Override
        public Stream<Part> inside() {
            return Stream.concat(then.stream(), otherwise.stream()).flatMap(Part::all);
        }

        @Override
        public boolean isLast() {
            return ends(then) && ends(otherwise);
        }
    }

    /**
     * Ends the run.
     *
     * @param escalates leave everything as it is, for people to take over; otherwise what was done is undone
     */
    record Stop(String name, String slug, int line, boolean escalates) implements Part {

        @Override
        public boolean isLast() {
            return true;
        }
    }

    static boolean ends(List<Part> parts) {
        return !parts.isEmpty() && parts.get(parts.size() - 1).isLast();
    }

    /**
     * What proves the fix.
     *
     * @param within by when it must begin to hold
     * @param every pause between two checks
     * @param stable how long it must hold without a break
     */
    record Verification(
            String name,
            String slug,
            Duration within,
            Duration every,
            Duration stable,
            Comparison comparison,
            Closure<?> check) {}
}
