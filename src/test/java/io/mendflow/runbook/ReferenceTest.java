package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.transform.NamedParam;
import groovy.transform.NamedParams;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Keeps {@code src/docs/runbook-language.md} as the code is. {@code mvn test -Dtest=ReferenceTest -Dmendflow.reference=write} writes it anew.
 */
class ReferenceTest {

    private static final Path PAGE = Path.of("src/docs/runbook-language.md");
    private static final Path EXAMPLE = Path.of("src/test/resources/language/restart-pool.groovy");

    /** In the order in which they are explained. */
    private static final List<String> TOP =
            List.of("title", "risk", "input", "output", "target", "precondition", "verify");

    private static final List<String> PARTS = List.of(
            "step",
            "undo",
            "await",
            "approve",
            "waitFor",
            "parallel",
            "branch",
            "each",
            "when",
            "call",
            "fail",
            "escalate");

    @Test
    void describesTheLanguageAsItIs() throws IOException {
        String page = page();
        if ("write".equals(System.getProperty("mendflow.reference"))) {
            Files.writeString(PAGE, page);
        }

        assertThat(Files.readString(PAGE))
                .as("the page, which mvn test -Dtest=ReferenceTest -Dmendflow.reference=write writes anew")
                .isEqualTo(page);
    }

    @Test
    void explainsEveryWordAndEveryOption() {
        Set<String> explained = new TreeSet<>(TOP);
        explained.addAll(PARTS);
        Set<String> said = new TreeSet<>(Place.RUNBOOK.words());
        said.addAll(Place.PARALLEL.words());
        said.removeAll(Set.of("then", "otherwise"));

        assertThat(explained).isEqualTo(said);
        for (String word : explained) {
            Method method = method(word);
            Set<String> options = Arrays.stream(method.getParameters())
                    .flatMap(ReferenceTest::named)
                    .map(NamedParam::value)
                    .collect(Collectors.toSet());
            assertThat(Arrays.stream(method.getAnnotation(Word.class).options()).map(Word.Option::name))
                    .as(word)
                    .containsExactlyInAnyOrderElementsOf(options);
        }
    }

    private static String page() throws IOException {
        var page = new StringBuilder(
                """
                # The runbook language

                <!-- Written from the code by ReferenceTest; change it there. -->

                A runbook is one Groovy file with one `runbook('id') { … }`. Outside of the braces of its parts it holds words and plain values only: reading it
                runs none of its code. It is compiled to the BPMN process `runbook-<id>`, which Cockpit shows and Modeler opens.

                Inside the braces of a part one can say `inputs.<name>`, `outputs.<name>` (what this and earlier parts have noted), `log 'text'`, the verbs
                (`http`, `host`, …), and inside `each` the item by its name. What a step sets as `outputs.<name>` inside `each` is seen for that item alone.

                Durations are ISO-8601, such as `PT30S`. Names are unique in a runbook, since attempts and ids are kept under them. Parts stand at most four deep
                inside each other; beyond that, make a runbook of the inner ones and call it.

                IntelliJ completes runbook files by itself when Mendflow's jar is on the class path of their module (`mendflow.gdsl` in it).

                ## What a runbook is

                """);
        TOP.forEach(word -> explain(word, page));
        page.append(
                """
                ## What it does

                The parts stand at the top, and inside `parallel`, `branch`, `each`, `then` and `otherwise`. They are done one after the other.

                """);
        PARTS.forEach(word -> explain(word, page));
        page.append(
                """
                ## When something fails

                A step that has used up its tries, a condition that does not hold in time, a rejection: any of them stops the run. What goes on beside it comes to
                the end of its step, and begins nothing more. Then all that was done is undone, the last first, wherever it stands; and the run ends as `failed`.
                With `escalate` nothing is undone, and it ends as `escalated`. To the flow that has called for the run both are the error `RUN_FAILED`, with the reason.

                ## An example

                ```groovy
                """);
        page.append(Files.readString(EXAMPLE)).append("```\n");
        return page.toString();
    }

    private static void explain(String name, StringBuilder page) {
        Word word = method(name).getAnnotation(Word.class);
        page.append("### ").append(name).append("\n\n").append(word.says());
        if (!word.becomes().isEmpty()) {
            page.append(" *In BPMN: ").append(word.becomes()).append(".*");
        }
        page.append("\n\n```groovy\n").append(word.example()).append("\n```\n\n");
        if (word.options().length > 0) {
            page.append("| option | default | what it is |\n| --- | --- | --- |\n");
            for (Word.Option option : word.options()) {
                String usual = option.usual().isEmpty()
                        ? "has to be given"
                        : option.usual().matches("['\\[\\d].*|true|false")
                                ? "`" + option.usual() + "`"
                                : option.usual();
                page.append("| `%s` | %s | %s |\n".formatted(option.name(), usual, option.says()));
            }
            page.append('\n');
        }
    }

    private static Method method(String word) {
        return Stream.of(RunbookBlock.class, BranchesBlock.class)
                .flatMap(block -> Arrays.stream(block.getMethods()))
                .filter(method -> method.getName().equals(word) && method.isAnnotationPresent(Word.class))
                .findFirst()
                .orElseThrow(() -> new AssertionError("Expected '" + word + "' to say what it is: @Word"));
    }

    private static Stream<NamedParam> named(Parameter parameter) {
        NamedParams many = parameter.getAnnotation(NamedParams.class);
        return many == null ? Stream.empty() : Arrays.stream(many.value());
    }
}
