package io.mendflow.cli;

import io.mendflow.cli.RunbookText.Word;
import io.mendflow.connector.Port;
import io.mendflow.runbook.Verb;
import io.mendflow.runbook.testing.Operations;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.ThrowStatement;
import org.jspecify.annotations.Nullable;

/** What is worth telling about runbooks beyond what keeps them out of service. */
final class RunbookRules {

    /** Words that end a run, so that nothing after them is done. */
    private static final Set<String> ENDS = Set.of("fail", "escalate");
    /** Words whose braces hold what a run does, as Groovy. */
    private static final Set<String> PARTS =
            Set.of("target", "precondition", "step", "undo", "verify", "await", "when", "sample", "input");
    /** Operations that make something new each time, by the beginning of their names. */
    private static final Set<String> MAKING = Set.of("start", "post", "create", "send", "add", "insert", "run");

    private final Map<String, Word> runbooks = new LinkedHashMap<>();
    private final Map<String, Findings> findings = new HashMap<>();
    private final Map<String, Class<?>> verbs = new HashMap<>();

    RunbookRules(List<Verb> verbs) {
        verbs.forEach(verb -> this.verbs.put(verb.name(), verb.port().getClass()));
    }

    /** Takes a runbook in; one whose id is taken is reported. */
    void add(Word runbook, Findings into) {
        String id = String.valueOf(runbook.text());
        if (runbooks.putIfAbsent(id, runbook) != null) {
            into.error(
                    runbook.line(),
                    "duplicate-runbook",
                    "runbook '%s' is in another file as well; give each an id of its own",
                    id);
            return;
        }
        findings.put(id, into);
    }

    boolean has(String id) {
        return runbooks.containsKey(id);
    }

    void check() {
        runbooks.forEach((id, runbook) -> check(id, runbook, findings.get(id)));
    }

    private void check(String id, Word runbook, Findings into) {
        List<Word> words = below(runbook).toList();
        if (words.stream().noneMatch(word -> word.name().equals("verify"))) {
            into.warning(
                    runbook.line(), "missing-verify", "runbook '%s' has no verify, so a run of it proves nothing", id);
        }
        if (words.stream().noneMatch(word -> word.name().equals("target"))) {
            into.warning(
                    runbook.line(),
                    "missing-target",
                    "runbook '%s' does not say what it acts on; without a target two runs can get into each other's way",
                    id);
        }
        Set<String> undone = new HashSet<>();
        words.stream()
                .filter(word -> word.name().equals("undo"))
                .forEach(word -> undone.add(String.valueOf(word.text())));
        for (Word word : words) {
            switch (word.name()) {
                case "call" -> call(word, into);
                case "step" -> step(word, undone, into);
                default -> {}
            }
        }
        Stream.concat(Stream.of(runbook), words.stream())
                .flatMap(word -> word.bodies().stream())
                .forEach(body -> unreachable(body, into));
        words.forEach(word -> operations(word, operation -> {}, into));
        cycle(id, into);
    }

    /** All words inside, however deep; what stands inside a part is Groovy and no word. */
    private static Stream<Word> below(Word word) {
        return word.words().stream()
                .flatMap(inner -> PARTS.contains(inner.name())
                        ? Stream.of(inner)
                        : Stream.concat(Stream.of(inner), below(inner)));
    }

    private void call(Word call, Findings into) {
        String id = call.text();
        if (id == null) {
            return;
        }
        Word called = runbooks.get(id);
        if (called == null) {
            into.error(
                    call.line(),
                    "unknown-runbook",
                    "calls runbook '%s', but there is none; those there are: %s",
                    id,
                    runbooks.keySet());
            return;
        }
        Set<String> given = given(call.option("inputs").orElse(null));
        if (given == null) {
            return;
        }
        Set<String> known = new LinkedHashSet<>();
        for (Word input :
                below(called).filter(word -> word.name().equals("input")).toList()) {
            String name = String.valueOf(input.text());
            known.add(name);
            if (!given.contains(name) && isRequired(input)) {
                into.error(call.line(), "missing-input", "the call of '%s' leaves out its input '%s'", id, name);
            }
        }
        given.stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> into.error(
                        call.line(),
                        "unknown-input",
                        "the call of '%s' gives '%s', but its inputs are %s",
                        id,
                        name,
                        known));
    }

    private static boolean isRequired(Word input) {
        boolean optional = input.option("required")
                .filter(value ->
                        value instanceof ConstantExpression constant && Boolean.FALSE.equals(constant.getValue()))
                .isPresent();
        return !optional && input.option("default").isEmpty();
    }

    /** The names in a map, or in the map that a closure gives; null when that cannot be told. */
    private static @Nullable Set<String> given(@Nullable Expression inputs) {
        if (inputs == null) {
            return Set.of();
        }
        if (inputs instanceof ClosureExpression closure && closure.getCode() instanceof BlockStatement block) {
            List<Statement> statements = block.getStatements();
            Statement last = statements.isEmpty() ? null : statements.get(statements.size() - 1);
            if (last instanceof ExpressionStatement plain) {
                return statements.size() == 1 ? given(plain.getExpression()) : null;
            }
            return last instanceof ReturnStatement returned && statements.size() == 1
                    ? given(returned.getExpression())
                    : null;
        }
        if (!(inputs instanceof MapExpression map)) {
            return null;
        }
        var names = new LinkedHashSet<String>();
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            String name = Word.key(entry);
            if (name == null) {
                return null;
            }
            names.add(name);
        }
        return names;
    }

    private void step(Word step, Set<String> undone, Findings into) {
        List<Method> effects = new ArrayList<>();
        operations(step, effects::add, null);
        if (effects.isEmpty()) {
            return;
        }
        String operation = effects.get(0).getName();
        if (!undone.contains(String.valueOf(step.text()))) {
            String hint = effects.stream()
                    .map(effect -> effect.getAnnotation(Port.Effect.class))
                    .filter(mark -> mark != null && !mark.undo().isEmpty())
                    .map(mark -> "; '%s' would take it back".formatted(mark.undo()))
                    .findFirst()
                    .orElse("");
            into.info(
                    step.line(),
                    "step-without-undo",
                    "step '%s' changes something (%s) and has no undo%s",
                    step.text(),
                    operation,
                    hint);
        }
        if (!step.flag("once") && effects.stream().anyMatch(RunbookRules::makes)) {
            into.info(
                    step.line(),
                    "step-not-once",
                    "step '%s' may be done again after a crash or a failure, and '%s' makes something new each time; say once: true, unless that does no harm",
                    step.text(),
                    effects.stream()
                            .filter(RunbookRules::makes)
                            .findFirst()
                            .map(Method::getName)
                            .orElse(operation));
        }
    }

    private static boolean makes(Method operation) {
        return MAKING.stream().anyMatch(operation.getName()::startsWith);
    }

    /** The effects in the braces of a word; with findings, unknown operations are reported. */
    private void operations(Word word, Consumer<Method> effect, @Nullable Findings into) {
        if (!PARTS.contains(word.name())) {
            return;
        }
        var visitor = new CodeVisitorSupport() {
            @Override
            public void visitMethodCallExpression(MethodCallExpression call) {
                Class<?> port = portOf(call.getObjectExpression());
                if (port != null
                        && call.getMethodAsString() != null
                        && call.getArguments() instanceof TupleExpression arguments) {
                    operation(port, call, arguments.getExpressions().size(), effect, into);
                }
                super.visitMethodCallExpression(call);
            }
        };
        word.bodies().forEach(body -> body.visit(visitor));
    }

    private static void operation(
            Class<?> port, MethodCallExpression call, int arguments, Consumer<Method> effect, @Nullable Findings into) {
        Operations operations = Operations.of(port);
        Optional<Method> found = operations.find(call.getMethodAsString(), arguments);
        found.filter(Operations::isEffect).ifPresent(effect);
        if (found.isEmpty() && into != null) {
            into.error(
                    call.getLineNumber(),
                    "unknown-operation",
                    "%s has no operation '%s' that takes %d arguments; it has %s",
                    call.getObjectExpression().getText(),
                    call.getMethodAsString(),
                    arguments,
                    String.join(", ", operations.names()));
        }
    }

    /** The port that an expression stands for, such as {@code host.local}; null when it is none. */
    private @Nullable Class<?> portOf(Expression expression) {
        if (expression instanceof VariableExpression variable) {
            return verbs.get(variable.getName());
        }
        String name = null;
        Class<?> port = null;
        int arguments = 0;
        if (expression instanceof PropertyExpression property) {
            port = portOf(property.getObjectExpression());
            name = property.getPropertyAsString();
        } else if (expression instanceof MethodCallExpression call) {
            port = portOf(call.getObjectExpression());
            name = call.getMethodAsString();
            arguments = call.getArguments() instanceof TupleExpression tuple
                    ? tuple.getExpressions().size()
                    : 0;
        }
        return port == null || name == null
                ? null
                : Operations.of(port)
                        .find(name, arguments)
                        .filter(Operations::leadsOn)
                        .map(Method::getReturnType)
                        .orElse(null);
    }

    /** What stands after a word that ends the run, or after a throw or return. */
    private static void unreachable(BlockStatement body, Findings into) {
        body.visit(new CodeVisitorSupport() {
            @Override
            public void visitBlockStatement(BlockStatement block) {
                List<Statement> statements = block.getStatements();
                for (int i = 0; i + 1 < statements.size(); i++) {
                    Statement statement = statements.get(i);
                    if (ends(statement) && statements.get(i + 1).getLineNumber() > 0) {
                        into.error(
                                statements.get(i + 1).getLineNumber(),
                                "unreachable",
                                "this is never reached: line %d ends it before",
                                statement.getLineNumber());
                        break;
                    }
                }
                super.visitBlockStatement(block);
            }
        });
    }

    private static boolean ends(Statement statement) {
        if (statement instanceof ThrowStatement || statement instanceof ReturnStatement) {
            return true;
        }
        return statement instanceof ExpressionStatement plain
                && plain.getExpression() instanceof MethodCallExpression call
                && call.isImplicitThis()
                && ENDS.contains(String.valueOf(call.getMethodAsString()));
    }

    private void cycle(String id, Findings into) {
        List<String> way = way(id, id, new LinkedHashSet<>());
        if (way != null) {
            into.error(runbooks.get(id).line(), "cyclic-call", "cyclic call: %s", String.join(" → ", way));
        }
    }

    private @Nullable List<String> way(String from, String goal, LinkedHashSet<String> visited) {
        if (!visited.add(from) || !runbooks.containsKey(from)) {
            return null;
        }
        for (Word call : below(runbooks.get(from))
                .filter(word -> word.name().equals("call"))
                .toList()) {
            String next = String.valueOf(call.text());
            if (next.equals(goal)) {
                return List.of(from, goal);
            }
            List<String> rest = way(next, goal, visited);
            if (rest != null) {
                return Stream.concat(Stream.of(from), rest.stream()).toList();
            }
        }
        return null;
    }
}
