package io.mendflow.runbook.testing;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.audit.Audit;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.SecretsSettings;
import io.mendflow.runbook.Problem;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunRefused;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.camunda.bpm.engine.FormService;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.ManagementService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.runtime.ProcessInstance;
import org.camunda.bpm.engine.spring.ProcessEngineFactoryBean;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.camunda.bpm.engine.task.IdentityLink;
import org.camunda.bpm.engine.task.Task;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/**
 * The real engine, compiler and runs of the service on a database in memory, with fake targets and a fake clock. Nothing runs by itself: jobs are
 * worked one after the other, in the caller's thread, so that a test gives the same every time.
 */
final class TestEngine implements AutoCloseable {

    private static final String DATABASE = "jdbc:h2:mem:%s;DB_CLOSE_DELAY=-1";

    private final AnnotationConfigApplicationContext context;
    private final Fakes fakes;
    private final FakeCalendars calendars;
    private final Jobs jobs;

    /** @param folder its runbooks are in service, beside the shipped ones */
    TestEngine(Path folder) {
        var clock = new TestClock();
        fakes = new Fakes(clock);
        calendars = new FakeCalendars(clock);
        context = new AnnotationConfigApplicationContext();
        context.setClassLoader(TestEngine.class.getClassLoader());
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", settings(folder)));
        context.registerBean(TestClock.class, () -> clock);
        context.registerBean(FakeCalendars.class, () -> calendars);
        context.addBeanFactoryPostProcessor(new FakePorts(fakes));
        context.register(Parts.class);
        context.refresh();
        jobs = new Jobs(context.getBean(ManagementService.class), clock);
    }

    private static Map<String, Object> settings(Path folder) {
        return Map.of(
                "mendflow.runbooks.directories", folder.toAbsolutePath().toString(), "mendflow.runbooks.poll", "P1D");
    }

    Fakes fakes() {
        return fakes;
    }

    /** What is wrong with the runbooks of the folder. */
    List<Problem> problems() {
        return context.getBean(Runbooks.class).problems();
    }

    /** Forgets what the test before was told and did; a day goes by. */
    void next() {
        RuntimeService processes = context.getBean(RuntimeService.class);
        processes.createProcessInstanceQuery().rootProcessInstances().list().stream()
                .map(ProcessInstance::getId)
                .forEach(id -> processes.deleteProcessInstance(id, "the test has ended"));
        fakes.forget();
        fakes.workedBy(Thread.currentThread());
        calendars.forget();
        fakes.clock().pass(Duration.ofDays(1));
    }

    /**
     * Runs a runbook until it ends, or waits for a person.
     *
     * @throws RunRefused when there is no such runbook, or its inputs are wrong
     */
    RunDetails run(String runbookId, Map<String, Object> inputs) {
        Run run = context.getBean(Runs.class).start(new RunRequest(runbookId, inputs, null, "test"));
        return goOn(run.id());
    }

    /** Goes on with a run until it ends or waits for a person. */
    RunDetails goOn(String runId) {
        jobs.work(() -> details(runId).run().state().isEnded(), () -> !tasks().isEmpty());
        return details(runId);
    }

    /** Lets time go by, whoever waits for whom. */
    RunDetails pass(String runId, Duration time) {
        jobs.pass(time);
        return goOn(runId);
    }

    /** Completes the task that waits for a person, as somebody who may; {@code by} among the variables says who. */
    RunDetails complete(String runId, Map<String, Object> variables) {
        List<Task> waiting = tasks();
        if (waiting.size() != 1) {
            throw new AssertionError("Expected one task to wait for a person, but there are %s"
                    .formatted(waiting.stream().map(Task::getName).toList()));
        }
        var said = new HashMap<>(variables);
        Object by = said.remove("by");
        TaskService tasks = context.getBean(TaskService.class);
        String task = waiting.get(0).getId();
        List<String> roles = tasks.getIdentityLinksForTask(task).stream()
                .map(IdentityLink::getGroupId)
                .filter(Objects::nonNull)
                .toList();
        IdentityService identity = context.getBean(ProcessEngine.class).getIdentityService();
        identity.setAuthentication(by == null ? "somebody" : by.toString(), roles);
        try {
            tasks.complete(task, said);
        } finally {
            identity.clearAuthentication();
        }
        return goOn(runId);
    }

    RunDetails details(String runId) {
        return context.getBean(Runs.class).find(runId).orElseThrow();
    }

    /** Why the engine could not go on; null when it could. */
    @org.jspecify.annotations.Nullable
    String stuck() {
        return jobs.stuck();
    }

    private List<Task> tasks() {
        return context.getBean(TaskService.class).createTaskQuery().active().list();
    }

    @Override
    public void close() {
        context.close();
    }

    /** Not marked as a configuration, so that the service does not find it; what is nested in tests is not found here. */
    @EnableTransactionManagement
    @ConfigurationPropertiesScan("io.mendflow.runbook")
    @ComponentScan(
            basePackageClasses = {Runbooks.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*\\$.*"))
    static class Parts {

        @Bean(destroyMethod = "dispose")
        JdbcConnectionPool database() {
            JdbcConnectionPool pool =
                    JdbcConnectionPool.create(DATABASE.formatted("test-" + UUID.randomUUID()), "sa", "");
            Flyway.configure().dataSource(pool).load().migrate();
            return pool;
        }

        /** From the environment, as in the service. */
        @Bean
        Secrets secrets(Environment environment) {
            return new Secrets(new SecretsSettings(null), environment);
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        ObjectMapper objectMapper() {
            return new ObjectMapper().findAndRegisterModules();
        }

        @Bean
        JdbcTemplate jdbcTemplate(DataSource database) {
            return new JdbcTemplate(database);
        }

        @Bean
        JdbcClient jdbcClient(JdbcTemplate template) {
            return JdbcClient.create(template);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource database) {
            return new JdbcTransactionManager(database);
        }

        @Bean
        ProcessEngineFactoryBean processEngine(
                DataSource database,
                PlatformTransactionManager transactions,
                List<ProcessEnginePlugin> plugins,
                FakeCalendars calendars,
                TestClock clock,
                ApplicationContext context)
                throws Exception {
            var configuration = new SpringProcessEngineConfiguration();
            configuration.setProcessEngineName("test-" + UUID.randomUUID());
            configuration.setApplicationContext(context);
            configuration.setDataSource(database);
            configuration.setTransactionManager(transactions);
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setHistory("full");
            configuration.setJobExecutorActivate(false);
            // A failed try is told by the test's report.
            configuration.setEnableCmdExceptionLogging(false);
            configuration.setEnableReducedJobExceptionLogging(true);
            configuration.setMetricsEnabled(false);
            configuration.setTaskMetricsEnabled(false);
            // A runbook needs neither, and they take their time to start.
            configuration.setDmnEnabled(false);
            configuration.setCmmnEnabled(false);
            configuration.setBusinessCalendarManager(calendars);
            configuration.setFailedJobCommandFactory((job, failure) -> new FakeRetry(job, failure, clock));
            configuration.setDefaultSerializationFormat("application/json");
            configuration.setProcessEnginePlugins(List.copyOf(plugins));
            var factory = new ProcessEngineFactoryBean();
            factory.setProcessEngineConfiguration(configuration);
            return factory;
        }

        @Bean
        RuntimeService runtimeService(ProcessEngine engine) {
            return engine.getRuntimeService();
        }

        @Bean
        RepositoryService repositoryService(ProcessEngine engine) {
            return engine.getRepositoryService();
        }

        @Bean
        TaskService taskService(ProcessEngine engine) {
            return engine.getTaskService();
        }

        @Bean
        ManagementService managementService(ProcessEngine engine) {
            return engine.getManagementService();
        }

        @Bean
        HistoryService historyService(ProcessEngine engine) {
            return engine.getHistoryService();
        }

        @Bean
        IdentityService identityService(ProcessEngine engine) {
            return engine.getIdentityService();
        }

        @Bean
        FormService formService(ProcessEngine engine) {
            return engine.getFormService();
        }
    }
}
