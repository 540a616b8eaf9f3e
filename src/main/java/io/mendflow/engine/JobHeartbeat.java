package io.mendflow.engine;

import java.sql.Timestamp;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.camunda.bpm.engine.impl.util.ClockUtil;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Renews the locks of the jobs that this node has in hand, for as long as it lives. Camunda locks a job for a fixed time, after which another thread
 * would begin it a second time although the first is still at it.
 */
class JobHeartbeat implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(JobHeartbeat.class);
    private static final int BEATS_A_LOCK = 4;

    private final @Nullable JobWorker jobs;
    private final JdbcTemplate jdbc;
    private final Duration lock;
    private ScheduledExecutorService beats = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean running;

    JobHeartbeat(@Nullable JobWorker jobs, JdbcTemplate jdbc, Duration lock) {
        this.jobs = jobs;
        this.jdbc = jdbc;
        this.lock = lock;
    }

    @Override
    public void start() {
        if (jobs == null) {
            return;
        }
        JobsInHand inHand = jobs.inHand();
        String owner = jobs.getLockOwner();
        beats = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "mendflow-job-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
        long pause = Math.max(1, lock.toMillis() / BEATS_A_LOCK);
        beats.scheduleWithFixedDelay(() -> beat(inHand, owner), pause, pause, TimeUnit.MILLISECONDS);
        running = true;
    }

    private void beat(JobsInHand inHand, String owner) {
        try {
            inHand.ids().forEach(job -> inHand.renew(job, before -> renewed(job, owner, before)));
        } catch (RuntimeException e) {
            log.warn("The locks of jobs in hand were not renewed: {}", e.getMessage());
        }
    }

    /** A lock that has run out is not taken back: another node may be at that job. */
    private Date renewed(String job, String owner, Date before) {
        long now = ClockUtil.getCurrentTime().getTime();
        Timestamp until = new Timestamp(now + lock.toMillis());
        int found = jdbc.update(
                "update ACT_RU_JOB set LOCK_EXP_TIME_ = ? where ID_ = ? and LOCK_OWNER_ = ? and LOCK_EXP_TIME_ > ?",
                until,
                job,
                owner,
                new Timestamp(now));
        return found == 0 ? before : new Date(until.getTime());
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
