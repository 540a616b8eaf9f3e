package io.mendflow.incident;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.support.TransactionTemplate;

/** The incident and audit packages alone, on a database. */
record IncidentModule(AnnotationConfigApplicationContext context) {

    private static final List<IncidentModule> STARTED = new ArrayList<>();

    static IncidentModule on(DataSource database) {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(DataSource.class, () -> database);
        context.register(Parts.class, Heard.class);
        context.refresh();
        var module = new IncidentModule(context);
        STARTED.add(module);
        return module;
    }

    static void closeAll() {
        STARTED.forEach(module -> module.context().close());
        STARTED.clear();
    }

    Incidents incidents() {
        return context.getBean(Incidents.class);
    }

    Noise noise() {
        return context.getBean(Noise.class);
    }

    Silences silences() {
        return context.getBean(Silences.class);
    }

    Affinities affinities() {
        return context.getBean(Affinities.class);
    }

    Signals signals() {
        return context.getBean(Signals.class);
    }

    <T> T inTransaction(Supplier<T> work) {
        return new TransactionTemplate(context.getBean(PlatformTransactionManager.class)).execute(status -> work.get());
    }

    List<Object> events() {
        return context.getBean(Heard.class).events;
    }

    <E> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    @TestConfiguration
    @EnableTransactionManagement
    @ComponentScan(basePackageClasses = {Incidents.class, Audit.class})
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        CorrelationSettings settings() {
            return new CorrelationSettings(Duration.ofHours(1), Duration.ofMinutes(5));
        }

        @Bean
        AffinitySettings affinitySettings() {
            return new AffinitySettings(true, 0.3, 3, Duration.ofMinutes(5), 40, Duration.ofDays(30));
        }

        @Bean
        StormSettings stormSettings() {
            return new StormSettings(20, Duration.ofSeconds(2));
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

    /** Notes what the package says to others. */
    static class Heard {

        final List<Object> events = Collections.synchronizedList(new ArrayList<>());

        @EventListener({IncidentOpened.class, SignalsCleared.class, SignalsFiring.class, IncidentChanged.class})
        void hear(Object event) {
            events.add(event);
        }
    }
}
