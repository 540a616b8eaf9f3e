package io.mendflow.incident;

import io.mendflow.audit.Audit;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
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

    Timeline timeline() {
        return context.getBean(Timeline.class);
    }

    Regrouping regrouping() {
        return context.getBean(Regrouping.class);
    }

    /** Signals of tests bring times of their own; the clock does not. */
    void setResolvedAt(String key, Instant at) {
        context.getBean(JdbcClient.class)
                .sql("update incident set resolved_at = ? where incident_key = ?")
                .params(List.of(Rows.at(at), key))
                .update();
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
    @EnableConfigurationProperties(RetentionSettings.class)
    @ComponentScan(basePackageClasses = {Incidents.class, Audit.class})
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        CorrelationSettings settings() {
            return new CorrelationSettings(
                    Duration.ofHours(1),
                    Duration.ofMinutes(5),
                    Duration.ofMinutes(10),
                    1,
                    false,
                    new CorrelationSettings.Flapping(6, Duration.ofMinutes(30), Duration.ofMinutes(5)));
        }

        @Bean
        TopologySettings topologySettings() {
            return new TopologySettings(Map.of(
                    "edge", new TopologySettings.Service(List.of("shop")),
                    "shop", new TopologySettings.Service(List.of("stock"))));
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

        @EventListener({
            IncidentOpened.class,
            IncidentReopened.class,
            IncidentMerged.class,
            SignalsCleared.class,
            SignalsFiring.class,
            IncidentChanged.class
        })
        void hear(Object event) {
            events.add(event);
        }
    }
}
