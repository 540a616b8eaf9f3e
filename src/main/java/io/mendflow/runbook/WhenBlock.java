package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import io.mendflow.runbook.Definition.Part;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A question of a runbook, and the two ways that go on from it. */
public final class WhenBlock {

    private final PartsBlock outer;
    private final String name;
    private final String slug;
    private final int line;
    private final Closure<?> check;
    private @Nullable List<Part> then;
    private @Nullable List<Part> otherwise;

    WhenBlock(PartsBlock outer, String name, String slug, int line, Closure<?> check) {
        this.outer = outer;
        this.name = name;
        this.slug = slug;
        this.line = line;
        this.check = check;
    }

    /** What is done when the answer is yes. */
    public WhenBlock then(@DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> parts) {
        then = read("then", then, parts);
        return this;
    }

    /** What is done when the answer is no. */
    public WhenBlock otherwise(
            @DelegatesTo(value = InnerBlock.class, strategy = Closure.DELEGATE_ONLY) Closure<?> parts) {
        otherwise = read("otherwise", otherwise, parts);
        return this;
    }

    Part part() {
        if (then == null) {
            outer.draft.problem(line, "expected when '%s' { … } then { … }, but there is no then".formatted(name));
        }
        return new Definition.When(
                name, slug, line, check, then == null ? List.of() : then, otherwise == null ? List.of() : otherwise);
    }

    private List<Part> read(String word, @Nullable List<Part> before, Closure<?> parts) {
        if (before != null) {
            outer.draft.problemHere("when '%s' has its %s already".formatted(name, word));
        }
        List<Part> read = new InnerBlock(outer, Set.of()).read(parts);
        if (read.isEmpty()) {
            outer.draft.problem(line, "expected %s of when '%s' to hold at least one part".formatted(word, name));
        }
        return read;
    }
}
