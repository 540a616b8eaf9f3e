package io.mendflow.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Writes a plan for people; what it does not know it writes as it came. */
final class PlanPrint {

    private static final Set<String> KNOWN =
            Set.of("runbook", "version", "hash", "inputs", "target", "effects", "reads", "steps");

    private final PrintWriter out;

    PlanPrint(PrintWriter out) {
        this.out = out;
    }

    void print(JsonNode plan) {
        out.printf("%s version %s%n", text(plan.path("runbook")), text(plan.path("version")));
        line("target", plan.path("target"));
        plan.path("inputs")
                .properties()
                .forEach(input -> out.printf("  input   %s = %s%n", input.getKey(), text(input.getValue())));
        list("steps", plan.path("steps"));
        list("reads", plan.path("reads"));
        effects(plan.path("effects"));
        plan.properties().stream()
                .filter(field -> !KNOWN.contains(field.getKey()))
                .forEach(field -> line(field.getKey(), field.getValue()));
        line("hash", plan.path("hash"));
    }

    private void effects(JsonNode effects) {
        if (effects.isEmpty()) {
            out.println("It would change nothing.");
            return;
        }
        out.println("It would");
        int number = 1;
        for (JsonNode effect : effects) {
            String undo = text(effect.path("undo"));
            out.printf(
                    "%3d. %s.%s(%s)%n",
                    number++,
                    text(effect.path("connector")),
                    text(effect.path("operation")),
                    arguments(effect.path("arguments")));
            out.printf(
                    "     on %s, in step '%s', %s%n",
                    text(effect.path("target")),
                    text(effect.path("step")),
                    undo.isEmpty() || undo.equals("false")
                            ? "cannot be undone"
                            : undo.equals("true") ? "can be undone" : "undone by " + undo);
        }
    }

    private void list(String name, JsonNode items) {
        List<String> texts = new ArrayList<>();
        items.forEach(item -> texts.add(text(item)));
        if (!texts.isEmpty()) {
            out.printf("  %-7s %s%n", name, String.join(", ", texts));
        }
    }

    private void line(String name, JsonNode value) {
        if (!value.isMissingNode() && !value.isNull()) {
            out.printf("  %-7s %s%n", name, text(value));
        }
    }

    private static String arguments(JsonNode arguments) {
        return arguments.isArray()
                ? StreamSupport.stream(arguments.spliterator(), false)
                        .map(PlanPrint::text)
                        .collect(Collectors.joining(", "))
                : text(arguments);
    }

    private static String text(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return "";
        }
        if (value.isObject() && value.hasNonNull("step") && value.path("step").isTextual()) {
            return value.path("step").asText();
        }
        return value.isValueNode() ? value.asText() : value.toString();
    }
}
