package io.mendflow.engine;

import java.util.List;
import javax.sql.DataSource;
import org.camunda.bpm.engine.impl.cfg.CompositeProcessEnginePlugin;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.jobexecutor.JobExecutor;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts Mendflow's engine in the place of the one that Camunda's starter would make. */
@Configuration(proxyBeanMethods = false)
class EngineSetup {

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

    @Bean
    ClusterLock clusterLock(DataSource database) {
        return new ClusterLock(database);
    }
}
