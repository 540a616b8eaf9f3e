package io.mendflow.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.history.HistoricProcessInstance;
import org.camunda.bpm.engine.runtime.Job;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.JdbcTemplate;

/** The engine deletes by its own timer what is past its time. */
class HousekeepingTest extends Served {

    private static final String FLOW = "housekeeping";
    private static final String RECEIPT = "D-long-ago";

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    ManagementService jobs;

    @Autowired
    RuntimeService runtime;

    @Autowired
    HistoryService history;

    @Autowired
    RepositoryService models;

    @Test
    void deletesWhatIsPastItsTimeWhenTheTimerFires() {
        await().atMost(Duration.ofSeconds(20)).until(() -> timer() != null);
        int days = models.createProcessDefinitionQuery()
                .processDefinitionKey("incident-response")
                .latestVersion()
                .singleResult()
                .getHistoryTimeToLive();
        addOld();

        jobs.executeJob(timer().getId());

        await().atMost(Duration.ofSeconds(20)).until(() -> rows("inbox") + rows("signal") == 0);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> runtime.createProcessInstanceQuery()
                                .processDefinitionKey(FLOW)
                                .count()
                        == 0);
        HistoricProcessInstance ended = history.createHistoricProcessInstanceQuery()
                .processDefinitionKey(FLOW)
                .singleResult();
        assertThat(history.createHistoricActivityInstanceQuery()
                        .processInstanceId(ended.getId())
                        .activityId("Event_Kept")
                        .count())
                .isEqualTo(1);
        assertThat(timer().getDuedate()).isAfter(ended.getStartTime());
        assertThat(days).isEqualTo(180);
    }

    private Job timer() {
        return jobs.createJobQuery().processDefinitionKey(FLOW).timers().singleResult();
    }

    /** What is old came before everything else that the context of these tests has seen. */
    private void addOld() {
        OffsetDateTime old = OffsetDateTime.now(ZoneOffset.UTC).minusDays(400);
        jdbc.update(
                """
                insert into inbox (id, receipt, source, headers, body, body_bytes, received_at, state, priority, next_at, done_at)
                values (-1, ?, 'generic', '{}', ?, 2, ?, 'processed', 3, ?, ?)""",
                RECEIPT,
                new byte[] {'{', '}'},
                old,
                old,
                old);
        jdbc.update(
                """
                insert into signal (receipt, source, kind, status, severity, service, environment, fingerprint, title, labels,
                    annotations, starts_at, received_at, last_received_at)
                values (?, 'generic', 'change', 'occurred', 'info', 'web', 'production', 'long-ago', 'deployed', '{}', '{}', ?, ?, ?)""",
                RECEIPT,
                old,
                old,
                old);
    }

    private int rows(String table) {
        return jdbc.queryForObject(
                "select count(*) from %s where receipt = ?".formatted(table), Integer.class, RECEIPT);
    }
}
