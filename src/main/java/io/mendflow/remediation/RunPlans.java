package io.mendflow.remediation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.runbook.Plan;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The latest plan of each run that people are asked about. */
@Component
public class RunPlans {

    private final JdbcClient jdbc;
    private final ObjectMapper json;
    private final Clock clock;

    RunPlans(JdbcClient jdbc, ObjectMapper json, Clock clock) {
        this.jdbc = jdbc;
        this.json = json;
        this.clock = clock;
    }

    /** The plan that an approval is for; none when it was asked before plans were kept, or another plan has taken its place. */
    public Optional<Plan> of(Approval approval) {
        return find(approval.runId()).filter(plan -> plan.hash().equals(approval.planHash()));
    }

    Optional<Plan> find(String runId) {
        return jdbc.sql("select plan from run_plan where run_id = ?")
                .param(runId)
                .query(String.class)
                .optional()
                .map(this::read);
    }

    void keep(String runId, Plan plan) {
        jdbc.sql("delete from run_plan where run_id = ?").param(runId).update();
        jdbc.sql("insert into run_plan (run_id, hash, plan, planned_at) values (?, ?, ?, ?)")
                .params(List.of(runId, plan.hash(), write(plan), clock.instant().atOffset(ZoneOffset.UTC)))
                .update();
    }

    private Plan read(String text) {
        try {
            return json.readValue(text, Plan.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected a kept plan to be readable", e);
        }
    }

    private String write(Plan plan) {
        try {
            return json.writeValueAsString(plan);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Expected a plan that can be written as JSON", e);
        }
    }
}
