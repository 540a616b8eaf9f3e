package io.mendflow.engine;

import java.sql.Timestamp;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Renews the locks of the jobs that this node works on, for as long as it lives. Camunda locks a job for a fixed time, after which another thread
 * would begin it a second time although the first is still at it.
 */
class JobHeartbeat implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobHeartbeat.class);
    private static final int BEATS_A_LOCK = 4;

    private final @Nullable JobExecutor jobs;
    private final JdbcTemplate jdbc;
    private final Duration lock;
    private ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean running;

    JobHeartbeat(@Nullable JobExecutor jobs, JdbcTemplate jdbc, Duration lock) {
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.lock = lock;
    }

    @Override
    public void start() {
        if (jobs == null) {
            return;
        }
        String owner = jobs.getLockOwner();
        beats = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "mendflow-job-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        long pause = Math.max(1, lock.toMillis() / BEATS_A_LOCK);
        beats.scheduleWithFixedDelay(() -> beat(owner), pause, pause, TimeUnit.MILLISECONDS);
        running = true;
    }

    /** A lock that has run out is not taken back: another node may be at that job. */
    private void beat(String owner) {
        try {
            long now = ClockUtil.getCurrentTime().getTime();
            jdbc.update(
                    "update ACT_RU_JOB set LOCK_EXP_TIME_ = ? where LOCK_OWNER_ = ? and LOCK_EXP_TIME_ > ?",
                    new Timestamp(now + lock.toMillis()),
                    owner,
                    new Timestamp(now));
        } catch (RuntimeException e) {
            log.warn("The locks of jobs in hand were not renewed: {}", e.getMessage());
        }
    }

    @Override
    public void stop() {
        running = false;
        beats.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
