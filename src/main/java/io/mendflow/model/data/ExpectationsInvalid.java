package io.mendflow.model.data;

import java.util.List;

/** A file of expectations that cannot be used. */
public final class ExpectationsInvalid extends RuntimeException {

    private final List<String> problems;

    ExpectationsInvalid(List<String> problems) {
        super("The expectations have %d problem%s: %s"
                .formatted(problems.size(), problems.size() == 1 ? "" : "s", String.join("; ", problems)));
        this.problems = List.copyOf(problems);
    }

    /** Each begins with its line. */
    public List<String> problems() {
        return problems;
    }
}
