package io.mendflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.impl.cfg.ProcessEngineConfigurationImpl;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

class JobsTest {

    private static final String WORK = Drawn.process(
            "work",
            "camunda:jobPriority=\"${priority}\"",
            Drawn.serviceTask("camunda:asyncBefore=\"true\" camunda:delegateExpression=\"${note}\""));

    /** Camunda's own default is never to look for history that is over its time. */
    @Test
    void deletesHistoryWhoseTimeIsOver() {
        try (EngineModule module = EngineModule.on(EngineModule.h2())) {
            module.deploy(
                    "brief.bpmn",
                    WORK.replace("camunda:jobPriority", "camunda:historyTimeToLive=\"P0D\" camunda:jobPriority"));
            start(module, "once", 10);
            HistoryService history = module.context().getBean(HistoryService.class);
            await().until(() ->
                    history.createHistoricProcessInstanceQuery().finished().count() == 1);
            assertThat(history.findHistoryCleanupJobs()).isNotEmpty();

            // The same job, only not in its own time.
            history.cleanUpHistoryAsync(true);

            await().atMost(Duration.ofSeconds(20))
                    .until(() -> history.createHistoricProcessInstanceQuery().count() == 0);
        }
    }

    @Test
    void worksTheUrgentFirst() throws InterruptedException {
        int ordinary = 60;
        try (EngineModule module = EngineModule.on(EngineModule.h2())) {
            module.deploy("work.bpmn", WORK);
            module.work().gate.acquire();
            IntStream.range(0, ordinary).forEach(i -> start(module, "P4-" + i, 10));
            await().until(() -> locked(module) >= 8);
            start(module, "P1", 1000);

            module.work().gate.release();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> module.work().done.size() == ordinary + 1);

            // Ahead of it are only those that threads, the node's own queue and the acquisition already held.
            assertThat(module.work().done.indexOf("P1")).isLessThan(ordinary / 2);
        }
    }

    @Test
    void actsAtOnceOnANewJob() {
        try (EngineModule module = EngineModule.on(EngineModule.h2())) {
            module.deploy("work.bpmn", WORK);
            List<Long> millis = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int before = module.work().done.size();
                long begin = System.nanoTime();
                start(module, "n" + i, 10);
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> module.work().done.size() > before);
                millis.add((module.work().nanos.get(before) - begin) / 1_000_000);
            }
            Collections.sort(millis);
            // Woken, and not found by the acquisition's next look.
            assertThat(millis.get(millis.size() / 2)).as("median of %s", millis).isLessThan(250);
        }
    }

    @Test
    void goesOnAtOnceAfterACrashOnAnEmbeddedDatabase(@TempDir Path folder) {
        String url = "jdbc:h2:file:" + folder.resolve("db") + ";WRITE_DELAY=0";
        try (EngineModule module = EngineModule.on(url, "camunda.bpm.job-execution.enabled=false")) {
            module.deploy("work.bpmn", WORK);
            start(module, "crashed", 10);
            // As a killed node leaves it: locked by an owner that is no more.
            jdbc(module)
                    .update(
                            "update ACT_RU_JOB set LOCK_OWNER_ = 'dead', LOCK_EXP_TIME_ = dateadd(minute, 5, current_timestamp)");
        }

        try (EngineModule again = EngineModule.on(url)) {
            await().atMost(Duration.ofSeconds(5)).until(() -> again.work().done.contains("crashed"));
        }
    }

    @Test
    void beginsNoJobASecondTimeThatTakesLongerThanItsLock() throws InterruptedException {
        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.engine.job-lock=PT3S")) {
            module.deploy("work.bpmn", WORK);
            module.work().gate.acquire();
            start(module, "long", 10);
            await().until(() -> locked(module) == 1);
            await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(7)).until(() -> locked(module) == 1);

            module.work().gate.release();

            await().atMost(Duration.ofSeconds(5))
                    .until(() -> locked(module) == 0 && !module.work().done.isEmpty());
            assertThat(module.work().done).containsExactly("long");
        }
    }

    @Test
    void comesBackToAJobThatFailedAfterItsLockWasRenewed() throws InterruptedException {
        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.engine.job-lock=PT1S")) {
            module.deploy("work.bpmn", WORK);
            module.work().failures.set(1);
            module.work().gate.acquire();
            start(module, "failing", 10);
            await().until(() -> locked(module) == 1);
            Timestamp first = lockedUntil(module);
            await().until(() -> lockedUntil(module).after(first));

            module.work().gate.release();

            await().atMost(Duration.ofSeconds(8)).until(() -> module.work().done.contains("failing"));
        }
    }

    @Test
    void comesBackToAJobThatItsOwnNodeHasLockedAndLost() {
        try (EngineModule module = EngineModule.on(
                EngineModule.h2(), "mendflow.engine.job-lock=PT1S", "camunda.bpm.job-execution.max-wait=500")) {
            module.deploy("work.bpmn", WORK);
            String owner = module.context()
                    .getBean(EngineConfiguration.class)
                    .getJobExecutor()
                    .getLockOwner();
            module.context().getBean(JobExecutor.class).shutdown();
            start(module, "lost", 10);
            jdbc(module)
                    .update(
                            "update ACT_RU_JOB set LOCK_OWNER_ = ?, LOCK_EXP_TIME_ = dateadd(second, 2, current_timestamp)",
                            owner);
            module.context().getBean(JobExecutor.class).start();

            await().atMost(Duration.ofSeconds(8)).until(() -> module.work().done.contains("lost"));
        }
    }

    @Test
    void keepsTheLockAndTheRetriesThatAreSet() {
        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.engine.job-lock=PT2M")) {
            ProcessEngineConfigurationImpl configuration = module.context().getBean(EngineConfiguration.class);

            assertThat(configuration.getJobExecutor().getLockTimeInMillis()).isEqualTo(120_000);
            assertThat(configuration.getDefaultNumberOfRetries()).isEqualTo(3);
            assertThat(configuration.isJobExecutorAcquireByPriority()).isTrue();
        }
    }

    private static void start(EngineModule module, String key, int priority) {
        RuntimeService runtime = module.engine().getRuntimeService();
        runtime.startProcessInstanceByKey("work", key, Map.of("priority", priority));
    }

    private static Timestamp lockedUntil(EngineModule module) {
        return jdbc(module).queryForObject("select max(LOCK_EXP_TIME_) from ACT_RU_JOB", Timestamp.class);
    }

    private static int locked(EngineModule module) {
        Integer count = jdbc(module)
                .queryForObject("select count(*) from ACT_RU_JOB where LOCK_OWNER_ is not null", Integer.class);
        return count == null ? 0 : count;
    }

    private static JdbcTemplate jdbc(EngineModule module) {
        return module.context().getBean(JdbcTemplate.class);
    }
}
