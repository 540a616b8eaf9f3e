package io.mendflow.runbook;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.codehaus.groovy.ast.ClassCodeVisitorSupport;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.DynamicVariable;
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
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.jspecify.annotations.Nullable;

/** Finds misspelt words, verbs and inputs before anything runs. */
final class NameCheck extends CompilationCustomizer {

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

    private static List<Expression> arguments(MethodCallExpression call) {
        return call.getArguments() instanceof TupleExpression tuple
                ? tuple.getExpressions()
                : List.of(call.getArguments());
    }

    private static Optional<Expression> entry(MethodCallExpression call, String option) {
        return arguments(call).stream()
                .filter(MapExpression.class::isInstance)
                .flatMap(map -> ((MapExpression) map).getMapEntryExpressions().stream())
                .filter(entry -> option.equals(entry.getKeyExpression().getText()))
                .map(MapEntryExpression::getValueExpression)
                .findFirst();
    }

    private static String option(MethodCallExpression call, String name, String usual) {
        return entry(call, name).map(Expression::getText).orElse(usual);
    }

    /** The one expression that the code is; null when it is more than that. */
    private static @Nullable Expression only(Statement code) {
        Statement single =
                code instanceof BlockStatement block && block.getStatements().size() == 1
                        ? block.getStatements().get(0)
                        : code;
        if (single instanceof ExpressionStatement expression) {
            return expression.getExpression();
        }
        return single instanceof ReturnStatement end ? end.getExpression() : null;
    }

    /** The names in a map that is written out; null when one of them is computed. */
    private static @Nullable List<String> keys(MapExpression map) {
        boolean constant = map.getMapEntryExpressions().stream()
                .allMatch(entry -> entry.getKeyExpression() instanceof ConstantExpression);
        return constant
                ? map.getMapEntryExpressions().stream()
                        .map(entry -> entry.getKeyExpression().getText())
                        .toList()
                : null;
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

    private final class Visitor extends ClassCodeVisitorSupport {

        private final SourceUnit source;
        private final Set<String> inputs;
        private final Set<String> seen = new HashSet<>();
        private final Deque<String> items = new ArrayDeque<>();
        private Place place = Place.FILE;

        Visitor(SourceUnit source, Set<String> inputs) {
            this.source = source;
            this.inputs = inputs;
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            String name = call.getMethodAsString();
            if (name == null || (!call.isImplicitThis() && !isChained(call))) {
                super.visitMethodCallExpression(call);
            } else if (place != Place.CODE) {
                visitWord(name, call);
            } else {
                if (!name.equals("log")) {
                    unknown(call, "unknown verb '%s'; here one can say %s".formatted(name, sayable()));
                }
                super.visitMethodCallExpression(call);
            }
        }

        /** True for {@code then} and {@code otherwise} after a question. */
        private boolean isChained(MethodCallExpression call) {
            return place != Place.CODE && call.getObjectExpression() instanceof MethodCallExpression;
        }

        private void visitWord(String name, MethodCallExpression call) {
            call.getObjectExpression().visit(this);
            if (!place.words().contains(name)) {
                unknown(call, place.objection(name));
            }
            if (name.equals("call")) {
                noteInputs(call);
                // A closure answers 'call' itself, so the word must have another name by the time it runs.
                call.setMethod(new ConstantExpression("callRunbook"));
            }
            String item = name.equals("each") ? option(call, ItemNames.AS, ItemNames.USUAL) : null;
            if (item != null && verbs.contains(item)) {
                unknown(call, "'%s' is a verb, so an item cannot be called so; name it otherwise".formatted(item));
            }
            for (Expression argument : arguments(call)) {
                if (argument instanceof MapExpression options) {
                    options.getMapEntryExpressions()
                            .forEach(entry -> visitAt(Place.CODE, entry.getValueExpression(), null));
                } else {
                    visitAt(place.after(name), argument, item);
                }
            }
        }

        private void visitAt(Place inside, Expression argument, @Nullable String item) {
            Place before = place;
            if (argument instanceof ClosureExpression) {
                place = inside;
                if (item != null) {
                    items.push(item);
                }
            }
            argument.visit(this);
            if (argument instanceof ClosureExpression && item != null) {
                items.pop();
            }
            place = before;
        }

        /** Notes which inputs a call gives when its braces hold nothing but a map. */
        private void noteInputs(MethodCallExpression call) {
            entry(call, "inputs")
                    .filter(ClosureExpression.class::isInstance)
                    .map(braces -> only(((ClosureExpression) braces).getCode()))
                    .filter(MapExpression.class::isInstance)
                    .map(map -> keys((MapExpression) map))
                    .ifPresent(names -> draft.namesAt(call.getLineNumber(), names));
        }

        @Override
        public void visitVariableExpression(VariableExpression variable) {
            if (place == Place.CODE
                    && variable.getAccessedVariable() instanceof DynamicVariable
                    && !isSayable(variable.getName())) {
                unknown(variable, "unknown verb '%s'; here one can say %s".formatted(variable.getName(), sayable()));
            }
            super.visitVariableExpression(variable);
        }

        @Override
        public void visitPropertyExpression(PropertyExpression property) {
            String name = property.getPropertyAsString();
            if (place == Place.CODE
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
            return name.equals("inputs")
                    || name.equals("outputs")
                    || name.equals("log")
                    || items.contains(name)
                    || verbs.contains(name);
        }

        private String sayable() {
            var all = new TreeSet<>(verbs);
            all.addAll(items);
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
