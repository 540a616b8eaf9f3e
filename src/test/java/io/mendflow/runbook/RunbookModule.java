package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.audit.Audit;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.SecretsSettings;
import io.mendflow.runbook.guard.GuardSettings;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.camunda.bpm.engine.HistoryService;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.RuntimeService;
import org.camunda.bpm.engine.TaskService;
import org.camunda.bpm.engine.impl.cfg.ProcessEnginePlugin;
import org.camunda.bpm.engine.impl.jobexecutor.DefaultJobExecutor;
import org.camunda.bpm.engine.spring.ProcessEngineFactoryBean;
import org.camunda.bpm.engine.spring.SpringProcessEngineConfiguration;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** The runbook and audit packages with a real engine and its job executor, on a database. */
record RunbookModule(AnnotationConfigApplicationContext context, Path folder, Probe probe) {

    static final String SECRET = "s3cr3t-value-of-the-token";
    /** All of them would be compiled anew for each class of tests. */
    private static final Path COMPILED = Path.of("target/compiled-runbooks");

    private static final List<String> SHIPPED = List.of("restart-process", "restart-dependents", "replace-*");

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** @param folder an outside folder of runbooks */
    static RunbookModule on(DataSource database, Path folder, String... settings) {
        var context = new AnnotationConfigApplicationContext();
        var probe = new Probe();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("secrets", Map.of("MENDFLOW_SECRET_API_TOKEN", SECRET)));
        TestPropertyValues.of(settings).applyTo(context);
        // A singleton that outlives this context, so that another node can use it.
        context.getBeanFactory().registerSingleton("database", database);
        context.registerBean(
                RunbookSettings.class,
                () -> new RunbookSettings(List.of(folder), SHIPPED, COMPILED, Duration.ofMillis(50), 3));
        context.registerBean(GuardSettings.class, () -> Binder.get(context.getEnvironment())
                .bindOrCreate("mendflow.guard", GuardSettings.class));
        context.registerBean("probeVerb", Verb.class, () -> new Verb("probe", probe));
        context.register(Parts.class, Heard.class);
        context.refresh();
        return new RunbookModule(context, folder, probe);
    }

    void close() {
        context.close();
    }

    Runbooks runbooks() {
        return context.getBean(Runbooks.class);
    }

    Runs runs() {
        return context.getBean(Runs.class);
    }

    RuntimeService processes() {
        return context.getBean(ProcessEngine.class).getRuntimeService();
    }

    RepositoryService repository() {
        return context.getBean(ProcessEngine.class).getRepositoryService();
    }

    TaskService tasks() {
        return context.getBean(ProcessEngine.class).getTaskService();
    }

    HistoryService history() {
        return context.getBean(ProcessEngine.class).getHistoryService();
    }

    JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    MeterRegistry metrics() {
        return context.getBean(MeterRegistry.class);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    <T> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> work.get());
    }

    <E> List<E> events(Class<E> type) {
        List<Object> events = context.getBean(Heard.class).events;
        synchronized (events) {
            return events.stream().filter(type::isInstance).map(type::cast).toList();
        }
    }

    void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a runbook and waits until exactly this text is in service. */
    Runbook given(String id, String text) {
        write(id + ".groovy", text);
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(
                        "the runbook is refused",
                        () -> runbooks().problems().stream()
                                        .filter(problem -> problem.file().endsWith("/" + id + ".groovy"))
                                        .peek(System.out::println)
                                        .count()
                                > 0)
                .until(() -> runbooks()
                        .find(id)
                        .filter(runbook -> runbook.sourceHash().equals(Deployed.hash(text)))
                        .isPresent());
        return runbooks().find(id).orElseThrow();
    }

    Run start(String runbookId, Map<String, Object> inputs) {
        return runs().start(new RunRequest(runbookId, inputs, null, "alice"));
    }

    Run until(Run run, RunState state) {
        Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .failFast(() -> {
                    RunState now = details(run).run().state();
                    assertThat(now.isEnded() && now != state)
                            .as("%s", details(run))
                            .isFalse();
                })
                .until(() -> details(run).run().state() == state);
        return details(run).run();
    }

    RunDetails details(Run run) {
        return runs().find(run.id()).orElseThrow();
    }

    @TestConfiguration
    @EnableTransactionManagement
    @ComponentScan(
            basePackageClasses = {Runbooks.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.ASSIGNABLE_TYPE, classes = ConnectorVerbs.class))
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Secrets secrets(Environment environment) {
            return new Secrets(new SecretsSettings(null), environment);
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Verb http() {
            return new Verb("http", new TestVerbs.Http());
        }

        @Bean
        Verb host() {
            return new Verb("host", new TestVerbs.Host());
        }

        @Bean
        Verb monitoring() {
            return new Verb("monitoring", new TestVerbs.Unused());
        }

        @Bean
        Verb kubernetes() {
            return new Verb("kubernetes", new TestVerbs.Unused());
        }

        @Bean
        Verb databases() {
            return new Verb("database", new TestVerbs.Unused());
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
                ApplicationContext context)
                throws Exception {
            var jobs = new DefaultJobExecutor();
            jobs.setWaitTimeInMillis(50);
            jobs.setMaxWait(100);
            var configuration = new SpringProcessEngineConfiguration();
            configuration.setApplicationContext(context);
            configuration.setDataSource(database);
            configuration.setTransactionManager(transactions);
            configuration.setDatabaseSchemaUpdate("true");
            configuration.setHistory("full");
            configuration.setJobExecutor(jobs);
            configuration.setJobExecutorActivate(true);
            configuration.setProcessEnginePlugins(new ArrayList<>(plugins));
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
    }

    /** Notes what the package says to others. */
    static class Heard {

        final List<Object> events = Collections.synchronizedList(new ArrayList<>());

        @EventListener({RunChanged.class, StepChanged.class, RunWaits.class})
        void hear(Object event) {
            events.add(event);
        }
    }
}
