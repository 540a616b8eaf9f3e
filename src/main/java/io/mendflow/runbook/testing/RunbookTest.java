package io.mendflow.runbook.testing;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Tests runbooks in JUnit 5, with fake targets and a fake clock:
 *
 * <pre>{@code
 * @RegisterExtension
 * static RunbookTest runbooks = RunbookTest.in("runbooks");
 *
 * @Test
 * void startsWhatIsDown() {
 *     runbooks.given("http.get").answers(Map.of("status", 503)).then(Map.of("status", 200));
 *     runbooks.given("host.local.start", "run a").answers(Map.of("pid", 4711));
 *     runbooks.run("restart-process", Map.of("command", "run a", "url", "http://a/health")).isFixed().did("host.local.start run a");
 * }
 * }</pre>
 *
 * <p>As a static field it makes one engine for all tests of a class, else one for each test. {@code @TestFactory Stream<DynamicTest> tests() { return
 * runbooks.files(); }} performs the tests that lie beside the runbooks.
 */
public final class RunbookTest implements BeforeEachCallback, AfterEachCallback, BeforeAllCallback, AfterAllCallback {

    private static final Pattern WORD = Pattern.compile("([A-Za-z_]\\w*)(?:\\('([^']*)'\\))?(?:\\.|$)");

    private final Path folder;
    private final RunbookTests beside;
    private @Nullable TestEngine engine;
    private @Nullable Trial trial;
    private boolean shared;

    private RunbookTest(Path folder) {
        this.folder = folder;
        this.beside = new RunbookTests(folder);
    }

    /** @param folder of the runbooks; the shipped ones are there as well */
    public static RunbookTest in(String folder) {
        return in(Path.of(folder));
    }

    /** @param folder of the runbooks; the shipped ones are there as well */
    public static RunbookTest in(Path folder) {
        return new RunbookTest(folder);
    }

    /**
     * Tells a target what to answer.
     *
     * @param operation as in a runbook, without its arguments: {@code host.local.start}, {@code host.ssh('web-1').run}
     * @param arguments those that matter, from the first; {@link #any()} or a {@link Pattern} for what may differ
     */
    public Rule given(String operation, @Nullable Object... arguments) {
        Matcher words = WORD.matcher(operation);
        Object at = null;
        while (words.find()) {
            @Nullable
            Object[] given =
                    words.hitEnd() ? arguments : words.group(2) == null ? new Object[0] : new Object[] {words.group(2)};
            at = at == null ? Way.of(engine().fakes(), words.group(1)) : on(at, words.group(1), given, operation);
        }
        if (at instanceof Rule rule) {
            return rule;
        }
        throw new IllegalArgumentException(
                "Expected an operation such as host.local.start, but it is '%s'".formatted(operation));
    }

    /** What is so once the runbook has made that call. */
    public RunbookTest after(Rule call, Runnable change) {
        engine().fakes().react(call, change);
        return this;
    }

    /** Matches whatever is given. */
    public static Object any() {
        return Segment.ANY;
    }

    /** Runs a runbook until it ends, or waits for a person. */
    public Outcome run(String runbookId, Map<String, ?> inputs) {
        return trial().run(runbookId, new LinkedHashMap<>(inputs));
    }

    /** Lets time go by while the run waits for a person. */
    public Outcome passes(String duration) {
        return trial().pass(duration);
    }

    /** Completes the task that waits for a person. */
    public Outcome completes(Map<String, ?> variables) {
        return trial().complete(new LinkedHashMap<>(variables));
    }

    /** The tests in the files {@code <id>.test.groovy} of the folder. */
    public Stream<DynamicTest> files() {
        List<RunbookTests.Case> cases = beside.find(Set.of());
        return cases.stream()
                .map(test -> DynamicTest.dynamicTest(
                        test.runbook() + ": " + test.name(), test.file().toUri(), test.body()::run));
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Heard only by an extension of the whole class.
        shared = true;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        trial = null;
    }

    @Override
    public void afterEach(ExtensionContext context) {
        if (!shared) {
            afterAll(context);
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        beside.close();
        if (engine != null) {
            engine.close();
            engine = null;
        }
    }

    private static Object on(Object at, String word, @Nullable Object[] arguments, String operation) {
        if (at instanceof Way way) {
            return way.on(word, arguments);
        }
        throw new IllegalArgumentException("Expected '%s' to end at an operation".formatted(operation));
    }

    private TestEngine engine() {
        trial();
        return engine;
    }

    private Trial trial() {
        if (engine == null) {
            engine = new TestEngine(folder);
        }
        if (trial == null) {
            trial = new Trial(engine);
        }
        return trial;
    }
}
