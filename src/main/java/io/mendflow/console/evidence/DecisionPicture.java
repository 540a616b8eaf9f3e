package io.mendflow.console.evidence;

import io.mendflow.console.evidence.ProcessHistory.Decision;
import io.mendflow.console.evidence.ProcessHistory.Rule;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.camunda.bpm.model.dmn.Dmn;
import org.camunda.bpm.model.dmn.instance.DecisionTable;
import org.camunda.bpm.model.dmn.instance.InputEntry;
import org.camunda.bpm.model.dmn.instance.Text;
import org.jspecify.annotations.Nullable;

/** A decision table as HTML, with what it was asked and the rows that matched. */
final class DecisionPicture {

    private final Decision decision;
    private final org.camunda.bpm.model.dmn.instance.Decision model;

    DecisionPicture(Decision decision, byte[] dmn) {
        this.decision = decision;
        this.model = Dmn.readModelFromStream(new ByteArrayInputStream(dmn)).getModelElementById(decision.decision());
    }

    void draw(Html html) {
        html.raw("<h3>%s, version %d</h3>\n"
                .formatted(
                        Html.escaped(model.getName() == null ? decision.decision() : model.getName()),
                        decision.version()));
        html.facts("Asked", decision.at(), "With", spoken(decision.inputs()));
        html.line(
                decision.rules().isEmpty()
                        ? "No row matched."
                        : decision.rules().stream()
                                .map(rule -> "Row %d matched: %s".formatted(rule.row(), spoken(rule.outputs())))
                                .collect(Collectors.joining("; ")));
        if (model.getExpression() instanceof DecisionTable table) {
            draw(html, table);
        }
    }

    private void draw(Html html, DecisionTable table) {
        List<String> matched = decision.rules().stream().map(Rule::id).toList();
        html.raw("<div class=\"wide\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Row</th>");
        table.getInputs().forEach(input -> head(html, input.getLabel()));
        table.getOutputs()
                .forEach(output ->
                        head(html, "→ " + (output.getLabel() == null ? output.getName() : output.getLabel())));
        html.raw("</tr></thead>\n<tbody>\n");
        int row = 0;
        for (org.camunda.bpm.model.dmn.instance.Rule rule : table.getRules()) {
            row++;
            boolean hit = matched.contains(rule.getId());
            html.raw(hit ? "<tr class=\"hit\"><td>✓ %d</td>".formatted(row) : "<tr><td>%d</td>".formatted(row));
            List<@Nullable Text> cells = new ArrayList<>();
            rule.getInputEntries().stream().map(InputEntry::getText).forEach(cells::add);
            rule.getOutputEntries().forEach(entry -> cells.add(entry.getText()));
            cells.forEach(text ->
                    html.raw("<td>%s</td>".formatted(Html.escaped(text == null ? "-" : text.getTextContent()))));
            html.raw("</tr>\n");
        }
        html.raw("</tbody></table></div>\n");
    }

    private static void head(Html html, @Nullable String label) {
        html.raw("<th scope=\"col\">%s</th>".formatted(Html.escaped(label)));
    }

    private static String spoken(Map<String, ? extends @Nullable Object> values) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " = " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
