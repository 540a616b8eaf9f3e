package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import io.mendflow.runbook.Definition.Branch;
import io.mendflow.runbook.Definition.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What can be said inside {@code parallel { … }}: parts, each one a branch, and branches of several. */
public final class BranchesBlock extends PartsBlock {

    private final List<Named> named = new ArrayList<>();

    BranchesBlock(PartsBlock outer) {
        super(outer, Set.of());
    }

    /** Several parts, one after the other, as one branch. */
    @Word(
            says = "Makes one branch of several parts, inside `parallel`.",
            becomes = "a sub-process",
            example = "branch('tell people') {\n    step('post it') { … }\n    await('somebody has seen it') { … }\n}")
    public void branch(
            String name, @DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> parts) {
        int line = draft.here();
        String slug = names.take("branch", name);
        List<Part> read = new InnerBlock(this, Set.of()).read(parts);
        if (read.isEmpty()) {
            draft.problem(line, "expected branch '" + name + "' to hold at least one part");
        }
        named.add(new Named(count(), new Branch(name, slug, read)));
    }

    /** Reads the branches, in the order of the file. */
    List<Branch> branches(Closure<?> body) {
        List<Part> single = read(body);
        var all = new ArrayList<Branch>();
        for (int i = 0; i <= single.size(); i++) {
            int before = i;
            named.stream()
                    .filter(branch -> branch.after() == before)
                    .map(Named::branch)
                    .forEach(all::add);
            if (i < single.size()) {
                Part part = single.get(i);
                all.add(new Branch(null, names.unnamed("branch", part.name()), List.of(part)));
            }
        }
        return List.copyOf(all);
    }

    @Override
    boolean isSequence() {
        return false;
    }

    /** @param after so many single parts */
    private record Named(int after, Branch branch) {}
}
