package io.mendflow.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilationUnit;
import org.codehaus.groovy.control.Phases;
import org.jspecify.annotations.Nullable;

/** A runbook's file as it is written: the words it says, and what stands in their braces. Nothing of it is run. */
final class RunbookText {

    private RunbookText() {}

    /** The runbook of a file; none when it cannot be parsed or holds none, which its reader reports. */
    static Optional<Word> runbook(String name, String text) {
        try {
            var unit = new CompilationUnit();
            unit.addSource(name, text);
            unit.compile(Phases.CONVERSION);
            BlockStatement statements = unit.getAST().getModules().get(0).getStatementBlock();
            return words(statements)
                    .filter(word -> word.name().equals("runbook") && word.text() != null)
                    .findFirst();
        } catch (CompilationFailedException e) {
            return Optional.empty();
        }
    }

    private static Stream<Word> words(BlockStatement block) {
        return block.getStatements().stream().flatMap(RunbookText::words);
    }

    private static Stream<Word> words(Statement statement) {
        if (statement instanceof ExpressionStatement plain) {
            return words(plain.getExpression());
        }
        return statement instanceof ReturnStatement last ? words(last.getExpression()) : Stream.of();
    }

    /** One word, or several on a line, as in {@code when('…') { … } then { … } otherwise { … }}. */
    private static Stream<Word> words(Expression expression) {
        if (!(expression instanceof MethodCallExpression call)
                || call.getMethodAsString() == null
                || !(call.getArguments() instanceof TupleExpression arguments)) {
            return Stream.of();
        }
        var word = new Word(call.getMethodAsString(), call.getMethod().getLineNumber(), arguments.getExpressions());
        if (isOwn(call)) {
            return Stream.of(word);
        }
        List<Word> before = words(call.getObjectExpression()).toList();
        return before.isEmpty() ? Stream.of() : Stream.concat(before.stream(), Stream.of(word));
    }

    private static boolean isOwn(MethodCallExpression call) {
        return call.getMethodAsString() != null
                && (call.isImplicitThis()
                        || call.getObjectExpression() instanceof VariableExpression self && self.isThisExpression());
    }

    /**
     * A word with what follows it.
     *
     * @param line counted from 1
     */
    record Word(String name, int line, List<Expression> arguments) {

        /** Its first text, such as the name of a step. */
        @Nullable
        String text() {
            return arguments.stream()
                    .filter(argument ->
                            argument instanceof ConstantExpression constant && constant.getValue() instanceof String)
                    .map(argument -> String.valueOf(((ConstantExpression) argument).getValue()))
                    .findFirst()
                    .orElse(null);
        }

        /** The value of an option, such as {@code once: true}. */
        Optional<Expression> option(String name) {
            return arguments.stream()
                    .filter(MapExpression.class::isInstance)
                    .flatMap(map -> ((MapExpression) map).getMapEntryExpressions().stream())
                    .filter(entry -> name.equals(key(entry)))
                    .map(MapEntryExpression::getValueExpression)
                    .findFirst();
        }

        boolean flag(String name) {
            return option(name)
                    .filter(value ->
                            value instanceof ConstantExpression constant && Boolean.TRUE.equals(constant.getValue()))
                    .isPresent();
        }

        /** What stands in its braces. */
        List<BlockStatement> bodies() {
            List<BlockStatement> bodies = new ArrayList<>();
            for (Expression argument : arguments) {
                if (argument instanceof ClosureExpression closure
                        && closure.getCode() instanceof BlockStatement block) {
                    bodies.add(block);
                }
            }
            return bodies;
        }

        /** The words in its braces, in order. */
        List<Word> words() {
            return bodies().stream().flatMap(RunbookText::words).toList();
        }

        static @Nullable String key(MapEntryExpression entry) {
            return entry.getKeyExpression() instanceof ConstantExpression constant
                    ? String.valueOf(constant.getValue())
                    : null;
        }
    }
}
