package io.mendflow.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import org.camunda.bpm.dmn.engine.DmnDecisionResult;
import org.camunda.bpm.dmn.engine.DmnEngine;
import org.camunda.bpm.dmn.engine.DmnEngineConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The shipped tables, as the engine evaluates them. */
class DecisionTablesTest {

    private static final DmnEngine DMN =
            DmnEngineConfiguration.createDefaultDmnEngineConfiguration().buildEngine();

    @ParameterizedTest
    @CsvSource({
        "critical, production, availability, P1, automate",
        "critical, staging,    availability, P2, automate",
        "error,    production, availability, P2, automate",
        "error,    staging,    availability, P3, automate",
        "warning,  production, availability, P3, automate",
        "info,     production, availability, P4, suggest"
    })
    void triagesBySeverityAndEnvironment(
            String severity, String environment, String category, String priority, String route) {
        assertThat(triage(severity, environment, "shop is down", Map.of()))
                .isEqualTo(Map.of("category", category, "priority", priority, "route", route));
    }

    @ParameterizedTest
    @CsvSource({"ignore, P4, ignore", "people-only, P1, people-only", "suggest, P2, suggest"})
    void heedsWhatTheSenderAsksFor(String label, String priority, String route) {
        assertThat(triage("critical", "production", "shop is down", Map.of("mendflow_route", label)))
                .containsEntry("priority", priority)
                .containsEntry("route", route);
    }

    @ParameterizedTest
    @CsvSource({
        "Disk almost full, capacity",
        "High latency, performance",
        "HTTP 5xx rate, errors",
        "Certificate expires, security",
        "Drift in feature age, model",
        "Something else, availability"
    })
    void findsTheCategoryInTheTitle(String title, String category) {
        assertThat(triage("error", "production", title, Map.of())).containsEntry("category", category);
    }

    @Test
    void takesTheSendersCategoryBeforeTheTitle() {
        assertThat(triage("error", "production", "Disk almost full", Map.of("category", "billing")))
                .containsEntry("category", "billing");
    }

    @Test
    void selectsTheRunbookForAProcessByItsSymptom() {
        assertThat(selection(Map.of("runtime", "process", "symptom", "timeout")))
                .isEqualTo(Map.of("runbook", "replace-hung-process"));
        assertThat(selection(Map.of("runtime", "process"))).isEqualTo(Map.of("runbook", "restart-process"));
        assertThat(selection(Map.of())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "low,    production, auto,    auto",
        "low,    production, suggest, approve",
        "medium, production, auto,    approve",
        "medium, staging,    auto,    approve",
        "high,   production, auto,    four-eyes",
        "high,   staging,    auto,    approve",
        "low,    staging,    observe, deny"
    })
    void letsRiskEnvironmentAndAutonomyDecideWhoMustAgree(
            String risk, String environment, String autonomy, String approval) {
        Map<String, Object> facts = Map.of("risk", risk, "environment", environment, "autonomy", autonomy);

        assertThat(decide("approval-policy", facts)).isEqualTo(Map.of("approval", approval));
    }

    private static Map<String, Object> triage(
            String severity, String environment, String title, Map<String, String> labels) {
        Map<String, Object> facts = new HashMap<>();
        facts.put("severity", severity);
        facts.put("environment", environment);
        facts.put("title", title);
        facts.put("labels", labels);
        return decide("triage", facts);
    }

    private static Map<String, Object> selection(Map<String, String> labels) {
        return decide("runbook-selection", Map.of("category", "availability", "labels", labels));
    }

    private static Map<String, Object> decide(String table, Map<String, Object> facts) {
        InputStream file = DecisionTablesTest.class.getResourceAsStream("/bpmn/" + table + ".dmn");
        DmnDecisionResult result = DMN.evaluateDecision(DMN.parseDecision(table, file), facts);
        return result.isEmpty() ? Map.of() : result.get(0).getEntryMap();
    }
}
