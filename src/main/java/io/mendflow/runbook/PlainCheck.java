package io.mendflow.runbook;

import java.util.List;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.jspecify.annotations.Nullable;

/**
 * Sees to it that reading a runbook file runs none of its code: outside the braces of its parts a file may only say words of the language, with
 * plain values.
 */
final class PlainCheck extends CompilationCustomizer {

    private final Draft draft;

    PlainCheck(Draft draft) {
        super(CompilePhase.CANONICALIZATION);
        this.draft = draft;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        MethodNode run = type.isScript() ? type.getDeclaredMethod("run", Parameter.EMPTY_ARRAY) : null;
        if (run == null) {
            return;
        }
        for (Statement statement : statements(run.getCode())) {
            Expression said = said(statement);
            if (said instanceof MethodCallExpression call
                    && call.isImplicitThis()
                    && "runbook".equals(call.getMethodAsString())) {
                checkRunbook(call);
            } else if (!(statement instanceof EmptyStatement) && !isNull(said)) {
                draft.problem(statement.getLineNumber(), "expected only runbook('id') { … } at the top of the file");
            }
        }
    }

    private void checkRunbook(MethodCallExpression runbook) {
        for (Expression argument : arguments(runbook)) {
            if (argument instanceof ClosureExpression body) {
                statements(body.getCode()).forEach(statement -> checkWord(Place.RUNBOOK, statement));
            } else if (!isPlain(argument)) {
                draft.problem(argument.getLineNumber(), "expected the id of the runbook as a text");
            }
        }
    }

    private void checkWord(Place place, Statement statement) {
        Expression said = said(statement);
        if (said instanceof MethodCallExpression call && isPlainWord(call)) {
            checkInside(place, call);
        } else if (!(statement instanceof EmptyStatement) && !isNull(said)) {
            draft.problem(
                    statement.getLineNumber(),
                    "expected a word of the language with plain values; code belongs into the braces of a part");
        }
    }

    /** Braces of a word that hold words are no code either. */
    private void checkInside(Place place, MethodCallExpression call) {
        if (call.getObjectExpression() instanceof MethodCallExpression before) {
            checkInside(place, before);
        }
        Place inside = place.after(String.valueOf(call.getMethodAsString()));
        for (Expression argument : arguments(call)) {
            if (argument instanceof ClosureExpression body && inside != Place.CODE) {
                statements(body.getCode()).forEach(statement -> checkWord(inside, statement));
            }
        }
    }

    /** A word, or one that goes on from another, such as {@code then}. */
    private static boolean isPlainWord(MethodCallExpression call) {
        boolean plain = arguments(call).stream().allMatch(PlainCheck::isPlain);
        return plain
                && (call.isImplicitThis()
                        || (call.getObjectExpression() instanceof MethodCallExpression before && isPlainWord(before)));
    }

    private static boolean isPlain(Expression value) {
        if (value instanceof ListExpression list) {
            return list.getExpressions().stream().allMatch(PlainCheck::isPlain);
        }
        if (value instanceof MapExpression map) {
            return map.getMapEntryExpressions().stream()
                    .map(MapEntryExpression::getValueExpression)
                    .allMatch(PlainCheck::isPlain);
        }
        if (value instanceof UnaryMinusExpression minus) {
            return isPlain(minus.getExpression());
        }
        return value instanceof ConstantExpression || value instanceof ClosureExpression;
    }

    private static List<Expression> arguments(MethodCallExpression call) {
        return call.getArguments() instanceof TupleExpression tuple
                ? tuple.getExpressions()
                : List.of(call.getArguments());
    }

    private static List<Statement> statements(Statement code) {
        return code instanceof BlockStatement block ? block.getStatements() : List.of(code);
    }

    /** The expression that the statement is; null for a loop, a condition or anything else that is more than one. */
    private static @Nullable Expression said(Statement statement) {
        if (statement instanceof ExpressionStatement expression) {
            return expression.getExpression();
        }
        return statement instanceof ReturnStatement end ? end.getExpression() : null;
    }

    private static boolean isNull(@Nullable Expression said) {
        return said instanceof ConstantExpression constant && constant.isNullExpression();
    }
}
