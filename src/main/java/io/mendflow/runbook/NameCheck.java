package io.mendflow.runbook;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.DynamicVariable;
import org.codehaus.groovy.ast.expr.ArgumentListExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;

/** Finds misspelt words, verbs and inputs before anything runs. */
final class NameCheck extends CompilationCustomizer {

    private static final Set<String> WORDS =
            Set.of("title", "risk", "input", "target", "precondition", "step", "call", "undo", "verify");
    private static final Set<String> PARTS = Set.of("target", "precondition", "step", "undo", "verify");

    private final Draft draft;
    private final Set<String> verbs;

    NameCheck(Draft draft, Set<String> verbs) {
        super(CompilePhase.CANONICALIZATION);
        this.draft = draft;
        this.verbs = verbs;
    }

    @Override
    public void call(SourceUnit source, GeneratorContext context, ClassNode type) {
        var inputs = new InputNames(source);
        inputs.visitClass(type);
        new Visitor(source, inputs.names).visitClass(type);
    }

    private static String name(Expression arguments) {
        if (arguments instanceof TupleExpression tuple) {
            for (Expression expression : tuple.getExpressions()) {
                if (expression instanceof ConstantExpression constant && constant.getValue() instanceof String text) {
                    return text;
                }
            }
        }
        return "";
    }

    /** The inputs that the file declares. */
    private static final class InputNames extends ClassCodeVisitorSupport {

        private final SourceUnit source;
        private final Set<String> names = new TreeSet<>();

        InputNames(SourceUnit source) {
            this.source = source;
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            if (call.isImplicitThis() && "input".equals(call.getMethodAsString())) {
                names.add(name(call.getArguments()));
            }
            super.visitMethodCallExpression(call);
        }

        @Override
        protected SourceUnit getSourceUnit() {
            return source;
        }
    }

    private enum Place {
        TOP,
        RUNBOOK,
        PART
    }

    private final class Visitor extends ClassCodeVisitorSupport {

        private final SourceUnit source;
        private final Set<String> inputs;
        private final Set<String> seen = new HashSet<>();
        private Place place = Place.TOP;

        Visitor(SourceUnit source, Set<String> inputs) {
            this.source = source;
            this.inputs = inputs;
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            String name = call.getMethodAsString();
            if (!call.isImplicitThis() || name == null) {
                super.visitMethodCallExpression(call);
                return;
            }
            switch (place) {
                case TOP -> visitAt("runbook".equals(name) ? Place.RUNBOOK : Place.TOP, call);
                case RUNBOOK -> visitWord(name, call);
                case PART -> {
                    if (!name.equals("log")) {
                        unknown(call, "unknown verb '%s'; here one can say %s".formatted(name, sayable()));
                    }
                    super.visitMethodCallExpression(call);
                }
            }
        }

        private void visitWord(String name, MethodCallExpression call) {
            if (!WORDS.contains(name)) {
                unknown(call, "unknown word '%s'; a runbook has %s".formatted(name, new TreeSet<>(WORDS)));
            }
            if (name.equals("call")) {
                // A closure answers 'call' itself, so the word must have another name by the time it runs.
                call.setMethod(new ConstantExpression("callRunbook"));
                visitAt(Place.PART, call);
            } else {
                visitAt(PARTS.contains(name) ? Place.PART : Place.RUNBOOK, call);
            }
        }

        /** Closures among the arguments are at that place; other arguments stay where they are. */
        private void visitAt(Place inside, MethodCallExpression call) {
            visitArguments(inside, call.getArguments());
        }

        private void visitArguments(Place inside, Expression arguments) {
            if (arguments instanceof MapExpression map) {
                map.getMapEntryExpressions().forEach(entry -> visitArgument(inside, entry.getValueExpression()));
            } else if (arguments instanceof ArgumentListExpression || arguments instanceof TupleExpression) {
                ((TupleExpression) arguments).getExpressions().forEach(argument -> visitArguments(inside, argument));
            } else {
                visitArgument(inside, arguments);
            }
        }

        private void visitArgument(Place inside, Expression argument) {
            Place before = place;
            if (argument instanceof ClosureExpression) {
                place = inside;
            }
            argument.visit(this);
            place = before;
        }

        @Override
        public void visitVariableExpression(VariableExpression variable) {
            if (place == Place.PART
                    && variable.getAccessedVariable() instanceof DynamicVariable
                    && !isSayable(variable.getName())) {
                unknown(variable, "unknown verb '%s'; here one can say %s".formatted(variable.getName(), sayable()));
            }
            super.visitVariableExpression(variable);
        }

        @Override
        public void visitPropertyExpression(PropertyExpression property) {
            String name = property.getPropertyAsString();
            if (place == Place.PART
                    && name != null
                    && property.getObjectExpression() instanceof VariableExpression variable
                    && variable.getAccessedVariable() instanceof DynamicVariable
                    && variable.getName().equals("inputs")
                    && !inputs.contains(name)) {
                unknown(property, "unknown input '%s'; the inputs are %s".formatted(name, inputs));
            }
            super.visitPropertyExpression(property);
        }

        private boolean isSayable(String name) {
            return name.equals("inputs") || name.equals("outputs") || name.equals("log") || verbs.contains(name);
        }

        private String sayable() {
            var all = new TreeSet<>(verbs);
            return "inputs, outputs, log" + (all.isEmpty() ? "" : ", " + String.join(", ", all));
        }

        private void unknown(Expression where, String reason) {
            if (seen.add(where.getLineNumber() + reason)) {
                draft.problem(where.getLineNumber(), reason);
            }
        }

        @Override
        protected SourceUnit getSourceUnit() {
            return source;
        }
    }
}
