package io.mendflow.remediation;

import static io.mendflow.remediation.IncidentFlow.*;

import java.util.Map;
import java.util.Optional;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.jspecify.annotations.Nullable;

/** What a decision table has just said: the first row that matched. */
record Decisions(Map<String, Object> row) {

    /** The row that matched; empty when none did. */
    static Optional<Decisions> of(DelegateExecution execution) {
        return execution.getVariable(DECISION_RESULT) instanceof DmnDecisionResult result && !result.isEmpty()
                ? Optional.of(new Decisions(result.get(0).getEntryMap()))
                : Optional.empty();
    }

    @Nullable
    String text(String output) {
        Object value = row.get(output);
        return value == null ? null : value.toString();
    }

    String text(String output, String otherwise) {
        String value = text(output);
        return value == null ? otherwise : value;
    }
}
