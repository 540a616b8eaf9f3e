package io.mendflow.engine;

import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.CompositeProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.camunda.bpm.engine.impl.jobexecutor.NotifyAcquisitionRejectedJobsHandler;
import org.camunda.bpm.spring.boot.starter.configuration.impl.DefaultJobConfiguration.JobConfiguration;
import org.camunda.bpm.spring.boot.starter.property.CamundaBpmProperties;
import org.camunda.bpm.spring.boot.starter.property.JobExecutionProperty;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.flyway.FlywayMigrationStrategy;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskExecutor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/** Puts Mendflow's engine in the place of the one that Camunda's starter would make. */
@Configuration(proxyBeanMethods = false)
class EngineSetup {

    private static final int SECONDS_TO_FINISH = 20;

    @Bean
    ExposedBeans exposedBeans(ListableBeanFactory beans) {
        return new ExposedBeans(beans);
    }

    @Bean
    EngineConfiguration engineConfiguration(
            DataSource database,
            ExposedBeans exposed,
            EngineSettings settings,
            ApplicationEventPublisher events,
            ObjectProvider<JobExecutor> jobs,
            List<ProcessEnginePlugin> plugins) {
        jobs.ifAvailable(executor ->
                executor.setLockTimeInMillis(Math.toIntExact(settings.jobLock().toMillis())));
        EngineConfiguration configuration = new EngineConfiguration(database, exposed, settings, events);
        configuration.getProcessEnginePlugins().add(new CompositeProcessEnginePlugin(plugins));
        return configuration;
    }

    /** The threads that work jobs. At a stop they finish the jobs in hand, so that a restart cuts no step in two. */
    @Bean(JobConfiguration.CAMUNDA_TASK_EXECUTOR_QUALIFIER)
    ThreadPoolTaskExecutor jobThreads(CamundaBpmProperties camunda) {
        JobExecutionProperty settings = camunda.getJobExecution();
        ThreadPoolTaskExecutor threads = new ThreadPoolTaskExecutor();
        threads.setThreadNamePrefix("mendflow-job-");
        threads.setCorePoolSize(settings.getCorePoolSize());
        threads.setMaxPoolSize(settings.getMaxPoolSize());
        threads.setQueueCapacity(settings.getQueueCapacity());
        threads.setWaitForTasksToCompleteOnShutdown(true);
        threads.setAwaitTerminationSeconds(SECONDS_TO_FINISH);
        return threads;
    }

    /** In the place of the starter's, with the same settings. */
    @Bean
    @ConditionalOnBooleanProperty(name = "camunda.bpm.job-execution.enabled", matchIfMissing = true)
    JobWorker jobWorker(
            @Qualifier(JobConfiguration.CAMUNDA_TASK_EXECUTOR_QUALIFIER) TaskExecutor threads,
            CamundaBpmProperties camunda) {
        var worker = new JobWorker();
        worker.setTaskExecutor(threads);
        worker.setRejectedJobsHandler(new NotifyAcquisitionRejectedJobsHandler());
        JobExecutionProperty settings = camunda.getJobExecution();
        Optional.ofNullable(settings.getLockTimeInMillis()).ifPresent(worker::setLockTimeInMillis);
        Optional.ofNullable(settings.getMaxJobsPerAcquisition()).ifPresent(worker::setMaxJobsPerAcquisition);
        Optional.ofNullable(settings.getWaitTimeInMillis()).ifPresent(worker::setWaitTimeInMillis);
        Optional.ofNullable(settings.getMaxWait()).ifPresent(worker::setMaxWait);
        Optional.ofNullable(settings.getBackoffTimeInMillis()).ifPresent(worker::setBackoffTimeInMillis);
        Optional.ofNullable(settings.getMaxBackoff()).ifPresent(worker::setMaxBackoff);
        Optional.ofNullable(settings.getBackoffDecreaseThreshold()).ifPresent(worker::setBackoffDecreaseThreshold);
        Optional.ofNullable(settings.getWaitIncreaseFactor()).ifPresent(worker::setWaitIncreaseFactor);
        return worker;
    }

    @Bean
    JobHeartbeat jobHeartbeat(ObjectProvider<JobWorker> jobs, JdbcTemplate jdbc, EngineSettings settings) {
        return new JobHeartbeat(jobs.getIfAvailable(), jdbc, settings.jobLock());
    }

    @Bean
    ClusterLock clusterLock(DataSource database) {
        return new ClusterLock(database);
    }

    /** One node after the other: two that find an empty database at once would both begin its history of migrations, and one would fail. */
    @Bean
    FlywayMigrationStrategy migrateUnderTheLock(ClusterLock lock) {
        return flyway -> lock.hold(flyway::migrate);
    }
}
