package io.mendflow.remediation;

import io.mendflow.incident.Retention;
import io.mendflow.incident.RetentionSettings;
import java.time.Duration;
import java.util.List;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the flow {@code housekeeping} asks of the incidents. */
@Configuration(proxyBeanMethods = false)
class KeepingTasks {

    /** Less than the lock of a job; what is left then has a job of its own. */
    private static final Duration A_TURN = Duration.ofSeconds(20);

    /** Flows that tell of one incident, whose history is worth as much as the incident itself. */
    private static final List<String> OF_AN_INCIDENT =
            List.of(IncidentFlow.PROCESS, "root-cause-analysis", "escalation");

    @Bean
    JavaDelegate deleteOldIncidents(Retention retention, RetentionSettings settings, RepositoryService models) {
        return execution -> {
            OF_AN_INCIDENT.forEach(key -> alignHistory(models, key, settings.incidentsAge()));
            execution.setVariable("incidentsLeft", retention.deleteOld(A_TURN));
        };
    }

    /** What ends from now on stays in the engine's history as long as its incident, to the day. */
    private static void alignHistory(RepositoryService models, String key, Duration age) {
        int days = (int) Math.max(1, age.toDays());
        models.createProcessDefinitionQuery().processDefinitionKey(key).list().stream()
                .filter(model -> !Integer.valueOf(days).equals(model.getHistoryTimeToLive()))
                .map(ProcessDefinition::getId)
                .forEach(id -> models.updateProcessDefinitionHistoryTimeToLive(id, days));
    }
}
