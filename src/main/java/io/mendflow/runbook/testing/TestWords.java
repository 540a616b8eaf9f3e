package io.mendflow.runbook.testing;

import java.util.List;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.BooleanExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.stmt.AssertStatement;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.syntax.Types;

/**
 * What the compiler makes of a test's words: every condition that stands by itself in {@code expect { … }} becomes an assertion, so that {@code
 * effects == []} need not be written as one; and {@code run} gets another name, since a closure answers it itself.
 */
final class TestWords extends CompilationCustomizer {

    TestWords() {
        super(CompilePhase.CANONICALIZATION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        new ClassCodeVisitorSupport() {
            @Override
            public void visitMethodCallExpression(MethodCallExpression call) {
                if (call.isImplicitThis() && "run".equals(call.getMethodAsString())) {
                    call.setMethod(new ConstantExpression("runRunbook"));
                }
                if (call.isImplicitThis()
                        && "expect".equals(call.getMethodAsString())
                        && call.getArguments() instanceof TupleExpression arguments) {
                    arguments.getExpressions().forEach(TestWords::require);
                }
                super.visitMethodCallExpression(call);
            }

            @Override
            protected SourceUnit getSourceUnit() {
                return source;
            }
        }.visitClass(type);
    }

    private static void require(Expression argument) {
        if (argument instanceof ClosureExpression closure && closure.getCode() instanceof BlockStatement block) {
            List<Statement> statements = block.getStatements();
            statements.replaceAll(TestWords::required);
        }
    }

    private static Statement required(Statement statement) {
        Expression expression;
        if (statement instanceof ExpressionStatement plain) {
            expression = plain.getExpression();
        } else if (statement instanceof org.codehaus.groovy.ast.stmt.ReturnStatement last) {
            expression = last.getExpression();
        } else {
            return statement;
        }
        if (!isCondition(expression)) {
            return statement;
        }
        var condition = new BooleanExpression(expression);
        condition.setSourcePosition(expression);
        var required = new AssertStatement(condition, ConstantExpression.NULL);
        required.setSourcePosition(statement);
        return required;
    }

    /** Words such as {@code outcome 'fixed'} require something by themselves. */
    private static boolean isCondition(Expression expression) {
        if (expression instanceof MethodCallExpression call) {
            return !call.isImplicitThis();
        }
        if (expression instanceof BinaryExpression binary) {
            return !(expression instanceof DeclarationExpression)
                    && !Types.ofType(binary.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
        }
        return !(expression instanceof ConstantExpression);
    }
}
