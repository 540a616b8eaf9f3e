package io.mendflow.runbook;

import java.util.List;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/**
 * Makes {@code each('x', in: …) { node -> … }} mean {@code each('x', in: …, as: 'node') { … }}. The braces are read once, before there is any item, so
 * {@code node} cannot be their parameter: the steps inside ask for it by its name when they run.
 */
final class ItemNames extends CompilationCustomizer {

    /** The option that names the item. */
    static final String AS = "as";

    /** What the item is called when the file does not say. */
    static final String USUAL = "item";

    ItemNames() {
        super(CompilePhase.CONVERSION);
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        new Visitor(source).visitClass(type);
    }

    private static final class Visitor extends ClassCodeVisitorSupport {

        private final SourceUnit source;

        Visitor(SourceUnit source) {
            this.source = source;
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            if (call.isImplicitThis()
                    && "each".equals(call.getMethodAsString())
                    && call.getArguments() instanceof TupleExpression arguments) {
                name(arguments);
            }
            super.visitMethodCallExpression(call);
        }

        private static void name(TupleExpression arguments) {
            List<Expression> all = arguments.getExpressions();
            Expression last = all.isEmpty() ? null : all.get(all.size() - 1);
            if (last instanceof ClosureExpression body
                    && body.isParameterSpecified()
                    && body.getParameters().length == 1) {
                var bare = new ClosureExpression(Parameter.EMPTY_ARRAY, body.getCode());
                bare.setSourcePosition(body);
                all.set(all.size() - 1, bare);
                options(all)
                        .addMapEntryExpression(
                                new ConstantExpression(AS), new ConstantExpression(body.getParameters()[0].getName()));
            }
        }

        private static MapExpression options(List<Expression> arguments) {
            for (Expression argument : arguments) {
                if (argument instanceof MapExpression map) {
                    return map;
                }
            }
            var map = new MapExpression(new java.util.ArrayList<MapEntryExpression>());
            arguments.add(0, map);
            return map;
        }

        @Override
        protected SourceUnit getSourceUnit() {
            return source;
        }
    }
}
