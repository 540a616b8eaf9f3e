package io.mendflow.engine;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.camunda.bpm.impl.juel.AstBinary;
import org.camunda.bpm.impl.juel.AstBracket;
import org.camunda.bpm.impl.juel.AstChoice;
import org.camunda.bpm.impl.juel.AstComposite;
import org.camunda.bpm.impl.juel.AstDot;
import org.camunda.bpm.impl.juel.AstEval;
import org.camunda.bpm.impl.juel.AstIdentifier;
import org.camunda.bpm.impl.juel.AstLiteral;
import org.camunda.bpm.impl.juel.AstNested;
import org.camunda.bpm.impl.juel.AstText;
import org.camunda.bpm.impl.juel.AstUnary;
import org.camunda.bpm.impl.juel.Builder;
import org.camunda.bpm.impl.juel.Builder.Feature;
import org.camunda.bpm.impl.juel.ExpressionNode;
import org.camunda.bpm.impl.juel.Node;
import org.camunda.bpm.impl.juel.TreeBuilderException;
import org.jspecify.annotations.Nullable;

/**
 * What a model's expressions may say: variables, literals and operators, and a few plain facts about the execution or task at hand. Nothing is
 * called and no object is reached into, so that a right to deploy a model is not a right to run code.
 */
final class ExpressionRule {

    /** The dotted names that are no reach into an object: Modeler writes the first one by itself on every call activity. */
    static final Set<String> FACTS = Set.of(
            "execution.processBusinessKey",
            "execution.processInstanceId",
            "execution.processDefinitionId",
            "execution.currentActivityId",
            "execution.id",
            "task.id",
            "task.assignee",
            "task.owner",
            "task.taskDefinitionKey");

    private static final int LONGEST = 2000;
    private static final Pattern SINGLE_NAME = Pattern.compile("\\s*[$#]\\{\\s*([A-Za-z_]\\w*)\\s*}\\s*");
    private static final Set<Class<?>> HARMLESS = Set.of(
            AstBinary.class,
            AstChoice.class,
            AstComposite.class,
            AstEval.class,
            AstIdentifier.class,
            AstNested.class,
            AstText.class,
            AstUnary.class);

    private final Builder syntax = new Builder(Feature.METHOD_INVOCATIONS);

    /** Why the text may not stand in a model, or null when it may. */
    @Nullable
    String objection(String text) {
        if (!isExpression(text)) {
            return null;
        }
        if (text.length() > LONGEST) {
            return "Expected an expression of at most %d characters, but it has %d".formatted(LONGEST, text.length());
        }
        try {
            return objection(syntax.build(text).getRoot(), text);
        } catch (TreeBuilderException e) {
            return "Expected an expression, but '%s' is none: %s".formatted(text, e.getMessage());
        }
    }

    /** The names that an expression without objection reads: variables, or beans. */
    Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        if (isExpression(text)) {
            collect(syntax.build(text).getRoot(), names);
        }
        return names;
    }

    private static void collect(Node node, Set<String> names) {
        if (node instanceof AstIdentifier identifier) {
            names.add(identifier.getName());
        }
        for (int i = 0; i < node.getCardinality(); i++) {
            collect(node.getChild(i), names);
        }
    }

    /** The one bean that the text names, as in {@code ${bean}}; null when it is anything else. */
    static @Nullable String beanName(String text) {
        Matcher matcher = SINGLE_NAME.matcher(text);
        return matcher.matches() ? matcher.group(1) : null;
    }

    static boolean isExpression(String text) {
        return text.contains("${") || text.contains("#{");
    }

    private static @Nullable String objection(Node node, String text) {
        if (node instanceof AstDot dot && FACTS.contains(written(dot))) {
            return null;
        }
        if (!(node instanceof AstLiteral) && !HARMLESS.contains(node.getClass())) {
            return ("Expected an expression of variables, literals and operators, but '%s' %s; compute the value in a delegate or a"
                            + " decision and use its variable")
                    .formatted(text, deed(node));
        }
        for (int i = 0; i < node.getCardinality(); i++) {
            String objection = objection(node.getChild(i), text);
            if (objection != null) {
                return objection;
            }
        }
        return null;
    }

    private static String deed(Node node) {
        if (node instanceof AstDot dot) {
            return "reads the property " + written(dot);
        }
        if (node instanceof AstBracket) {
            return "reaches into an object with [ ]";
        }
        return "calls a method or function";
    }

    private static String written(ExpressionNode node) {
        return node.getStructuralId(null);
    }
}
