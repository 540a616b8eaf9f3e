package io.mendflow.engine;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.delegate.ExecutionListener;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.camunda.bpm.engine.delegate.TaskListener;
import org.camunda.bpm.spring.boot.starter.CamundaBpmAutoConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.flyway.FlywayAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The engine alone, without the web, on a database of its own. */
record EngineModule(ConfigurableApplicationContext context) implements AutoCloseable {

    static String h2() {
        return "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
    }

    /** Started with settings such as {@code a.b=c}. */
    static EngineModule on(String url, String... settings) {
        List<String> arguments = new ArrayList<>(
                Stream.of(settings).map(setting -> "--" + setting).toList());
        arguments.add("--spring.datasource.url=" + url);
        return new EngineModule(new SpringApplicationBuilder(Parts.class)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .run(arguments.toArray(String[]::new)));
    }

    ProcessEngine engine() {
        return context.getBean(ProcessEngine.class);
    }

    Models models() {
        return context.getBean(Models.class);
    }

    Work work() {
        return context.getBean(Work.class);
    }

    void deploy(String file, String content) {
        engine().getRepositoryService()
                .createDeployment()
                .name("test")
                .addString(file, content)
                .deploy();
    }

    @Override
    public void close() {
        context.close();
    }

    @TestConfiguration(proxyBeanMethods = false)
    @EnableConfigurationProperties({EngineSettings.class, ModelSettings.class})
    @ImportAutoConfiguration({
        DataSourceAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        FlywayAutoConfiguration.class,
        CamundaBpmAutoConfiguration.class
    })
    @Import({EngineSetup.class, Engine.class, Models.class})
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Work work() {
            return new Work();
        }

        @Bean
        JavaDelegate note(Work work) {
            return execution -> {
                work.gate.acquire();
                work.gate.release();
                if (work.failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("went wrong");
                }
                work.nanos.add(System.nanoTime());
                work.done.add(execution.getProcessBusinessKey());
            };
        }

        @Bean
        JavaDelegate nothing() {
            return execution -> {};
        }

        @Bean
        ExecutionListener heard(Work work) {
            return execution -> work.done.add("heard");
        }

        @Bean
        TaskListener seen(Work work) {
            return task -> work.done.add("seen");
        }
    }

    /** What the delegates did, in order; the gate holds them up. */
    static class Work {

        final List<Object> done = new CopyOnWriteArrayList<>();
        final List<Long> nanos = new CopyOnWriteArrayList<>();
        final Semaphore gate = new Semaphore(1);
        /** How often it still fails, once it is through the gate. */
        final AtomicInteger failures = new AtomicInteger();
    }
}
