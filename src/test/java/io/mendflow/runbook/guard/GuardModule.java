package io.mendflow.runbook.guard;

import io.mendflow.audit.Audit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The guardrails on a database, without an engine, at a time that the test sets. */
record GuardModule(AnnotationConfigApplicationContext context, SetClock clock) {

    static GuardModule on(DataSource database, String... settings) {
        var context = new AnnotationConfigApplicationContext();
        var clock = new SetClock();
        TestPropertyValues.of(settings).applyTo(context);
        context.getBeanFactory().registerSingleton("database", database);
        context.registerBean("clock", Clock.class, () -> clock);
        context.register(Parts.class, Heard.class);
        context.refresh();
        return new GuardModule(context, clock);
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    /** Empties the tables, so that tests can share one module. */
    void forget() {
        JdbcTemplate jdbc = bean(JdbcTemplate.class);
        List.of("lease", "run_wait", "automation_freeze", "track_record", "runbook_breaker", "runbook_cap")
                .forEach(table -> jdbc.update("delete from " + table));
        heard().clear();
    }

    List<Object> heard() {
        return bean(Heard.class).events;
    }

    /** A clock that stands still until it is moved. */
    static final class SetClock extends Clock {

        private volatile Instant now = Instant.parse("2026-01-02T12:00:00Z");

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Notes what the package says to others. */
    static class Heard {

        final List<Object> events = Collections.synchronizedList(new ArrayList<>());

        @EventListener({WaitOver.class, BreakerOpened.class})
        void hear(Object event) {
            events.add(event);
        }
    }

    @EnableTransactionManagement
    // No @Configuration: the scan of the package around it must not find it.
    @EnableConfigurationProperties(GuardSettings.class)
    @ComponentScan(basePackageClasses = {Leases.class, Audit.class})
    static class Parts {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
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
    }
}
