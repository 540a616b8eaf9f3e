package io.mendflow.engine;

import java.util.Locale;
import java.util.Set;
import org.camunda.bpm.engine.impl.util.xml.Element;
import org.jspecify.annotations.Nullable;

/**
 * What a BPMN model may not carry: scripts, class names, connectors, shell or mail tasks, fields injected into beans, delegates that are not
 * exposed, and expressions beyond {@link ExpressionRule}.
 *
 * <p>Names are compared without their namespace, as Camunda's own parser does for most of them.
 */
class BpmnRule {

    private static final Set<String> CONTAINERS =
            Set.of("definitions", "process", "subProcess", "transaction", "adHocSubProcess");
    private static final Set<String> NEVER_EVALUATED = Set.of("BPMNDiagram", "textAnnotation", "properties");
    private static final Set<String> CONDITIONS = Set.of("conditionExpression", "condition", "completionCondition");

    private final ExposedBeans exposed;
    private final ExpressionRule expressions = new ExpressionRule();

    BpmnRule(ExposedBeans exposed) {
        this.exposed = exposed;
    }

    /** Takes one reason to refuse a model, and the element that it is about. */
    interface Objections {
        void add(String reason, Element element, String id);
    }

    void check(Element root, Objections objections) {
        check(root, null, root, objections);
    }

    private void check(Element element, @Nullable Element parent, Element owner, Objections objections) {
        if (NEVER_EVALUATED.contains(element.getTagName())) {
            return;
        }
        boolean named = parent != null && CONTAINERS.contains(parent.getTagName()) && element.attribute("id") != null;
        Element about = named ? element : owner;
        String id = about.attribute("id", about.getTagName());
        String reason = objection(element, parent);
        if (reason != null) {
            objections.add("'%s' is refused: %s".formatted(id, reason), element, id);
            return;
        }
        for (Element child : element.elements()) {
            check(child, element, about, objections);
        }
    }

    private @Nullable String objection(Element element, @Nullable Element parent) {
        String tag = element.getTagName();
        switch (tag) {
            case "scriptTask", "script" -> {
                return "it carries a script, and scripts are not run; use a service task with camunda:delegateExpression=\"${bean}\", or a runbook";
            }
            case "connector" -> {
                return "it carries a connector; use a service task with camunda:delegateExpression=\"${bean}\"";
            }
            case "field" -> {
                return "it injects the field '%s' into a bean; use an input parameter"
                        .formatted(element.attribute("name", "?"));
            }
            case "constraint" -> {
                if ("validator".equals(element.attribute("name"))) {
                    return "its form field names a validator in Java; use the constraints required, min, max, minlength or maxlength";
                }
            }
            default -> {
                if (CONDITIONS.contains(tag)
                        && !element.attribute("language", "").isBlank()) {
                    return "its condition is a script in '%s'; use an expression such as ${outcome == 'succeeded'}"
                            .formatted(element.attribute("language"));
                }
            }
        }
        for (String key : element.attributes()) {
            String reason = attribute(key, element.attribute(key));
            if (reason != null) {
                return reason;
            }
        }
        boolean evaluated = !tag.equals("documentation")
                || (parent != null && parent.getTagName().equals("userTask"));
        return evaluated ? expressions.objection(element.getText()) : null;
    }

    private @Nullable String attribute(String key, String value) {
        int colon = key.lastIndexOf(':');
        String namespace = colon < 0 ? "" : key.substring(0, colon);
        String name = key.substring(colon + 1);
        if (value.isBlank()) {
            return null;
        }
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "class", "variablemappingclass", "formhandlerclass" ->
                "it names the Java class '%s'; name an exposed bean with delegateExpression=\"${bean}\""
                        .formatted(value);
            case "variablemappingdelegateexpression" ->
                "it maps variables with '%s'; use camunda:in and camunda:out".formatted(value);
            case "delegateexpression" -> delegate(value);
            case "resource" -> namespace.isEmpty() ? null : "it runs the script '%s'".formatted(value);
            case "type" ->
                isCamunda(namespace) && !value.equals("external")
                        ? "it is of the type '%s'; expected 'external'".formatted(value)
                        : null;
            case "expression" -> expression(value);
            default -> expressions.objection(value);
        };
    }

    private @Nullable String delegate(String value) {
        String bean = ExpressionRule.beanName(value);
        if (bean == null) {
            return "expected delegateExpression to be ${bean}, but it is '%s'".formatted(value);
        }
        return exposed.has(bean)
                ? null
                : "there is no delegate or listener '%s'; those there are: %s"
                        .formatted(bean, String.join(", ", exposed.names()));
    }

    /** What a task or listener computes; a bean in it would be a mistake at best, since only delegates are reached by name. */
    private @Nullable String expression(String value) {
        String objection = expressions.objection(value);
        if (objection != null) {
            return objection;
        }
        return expressions.names(value).stream()
                .filter(exposed::isForeign)
                .findFirst()
                .map("'%s' is no variable but a part of Mendflow that models do not reach"::formatted)
                .orElse(null);
    }

    private static boolean isCamunda(String namespace) {
        return namespace.contains("camunda") || namespace.contains("activiti");
    }
}
