package io.mendflow.runbook;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Where in a runbook file something is said, and which words may be said there. */
enum Place {
    /** Outside of everything. */
    FILE(Set.of("runbook")),
    RUNBOOK(words(RunbookBlock.class)),
    PARALLEL(words(BranchesBlock.class)),
    /** In a branch, for each item, on one way of a question. */
    INNER(words(InnerBlock.class)),
    /** Where code runs: there verbs are said, not words. */
    CODE(Set.of());

    private final Set<String> words;

    Place(Set<String> words) {
        this.words = words;
    }

    Set<String> words() {
        return words;
    }

    /** Where the braces after a word are. */
    Place after(String word) {
        return switch (word) {
            case "runbook" -> RUNBOOK;
            case "parallel" -> PARALLEL;
            case "branch", "each", "then", "otherwise" -> INNER;
            default -> CODE;
        };
    }

    /** What is wrong with a word here. */
    String objection(String word) {
        if (RUNBOOK.words.contains(word)) {
            return "'%s' stands at the top of a runbook, not inside another part".formatted(word);
        }
        if (PARALLEL.words.contains(word)) {
            return "'%s' stands inside parallel { … }".formatted(word);
        }
        return "unknown word '%s'; here one can say %s".formatted(word, new TreeSet<>(words));
    }

    private static Set<String> words(Class<?> block) {
        return Arrays.stream(block.getMethods())
                .filter(method -> PartsBlock.class.isAssignableFrom(method.getDeclaringClass()))
                .map(Method::getName)
                .filter(name -> !name.equals("callRunbook"))
                .collect(Collectors.toUnmodifiableSet());
    }
}
