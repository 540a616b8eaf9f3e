package io.mendflow.intake;

import io.mendflow.audit.Audit;
import io.mendflow.incident.IncidentOpened;
import io.mendflow.incident.Incidents;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.ConfigurationPropertiesAutoConfiguration;
import org.springframework.boot.autoconfigure.http.HttpMessageConvertersAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcClientAutoConfiguration;
import org.springframework.boot.autoconfigure.jdbc.JdbcTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.transaction.TransactionAutoConfiguration;
import org.springframework.boot.autoconfigure.validation.ValidationAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.error.ErrorMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.JdbcTemplate;

/** A node with the intake, incident and audit packages behind a real socket, on a database; without engine and log-in. */
public final class IntakeModule {

    private static final List<IntakeModule> STARTED = new ArrayList<>();

    private final ConfigurableApplicationContext context;

    private IntakeModule(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** @param settings names and values of properties */
    public static IntakeModule on(DataSource database, String... settings) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("server.port", 0);
        properties.put("server.shutdown", "immediate");
        properties.put("logging.level.root", "WARN");
        properties.put("logging.level.io.mendflow", "OFF");
        properties.put("logging.level.com.zaxxer.hikari", "OFF");
        properties.put("logging.level.org.springframework.transaction", "OFF");
        properties.put("mendflow.inbox.poll", "PT0.2S");
        for (int i = 0; i < settings.length; i += 2) {
            properties.put(settings[i], settings[i + 1]);
        }
        var module = new IntakeModule(new SpringApplicationBuilder(Parts.class)
                .initializers(context -> ((org.springframework.context.support.GenericApplicationContext) context)
                        .registerBean(DataSource.class, () -> database, bean -> bean.setDestroyMethodName("")))
                .run(properties.entrySet().stream()
                        .map(property -> "--%s=%s".formatted(property.getKey(), property.getValue()))
                        .toArray(String[]::new)));
        STARTED.add(module);
        return module;
    }

    public static void closeAll() {
        STARTED.forEach(IntakeModule::close);
        STARTED.clear();
    }

    public void close() {
        context.close();
    }

    public Http http() {
        return new Http("http://localhost:"
                + ((ServletWebServerApplicationContext) context).getWebServer().getPort());
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public JdbcTemplate jdbc() {
        return bean(JdbcTemplate.class);
    }

    public MeterRegistry meters() {
        return bean(MeterRegistry.class);
    }

    public Ledger.Totals ledger() {
        return bean(Ledger.class).read();
    }

    /** Has deliveries wait in the inbox. */
    public void stopWorkers() {
        bean(Workers.class).stop();
    }

    public void startWorkers() {
        bean(Workers.class).start();
    }

    /** Has something happen in the transaction that opens an incident, as the flows do. */
    public void whenIncidentOpens(Consumer<IncidentOpened> reaction) {
        bean(Listener.class).reaction.set(reaction);
    }

    @ImportAutoConfiguration({
        ConfigurationPropertiesAutoConfiguration.class,
        ValidationAutoConfiguration.class,
        JacksonAutoConfiguration.class,
        HttpMessageConvertersAutoConfiguration.class,
        ServletWebServerFactoryAutoConfiguration.class,
        EmbeddedWebServerFactoryCustomizerAutoConfiguration.class,
        DispatcherServletAutoConfiguration.class,
        WebMvcAutoConfiguration.class,
        ErrorMvcAutoConfiguration.class,
        DataSourceTransactionManagerAutoConfiguration.class,
        TransactionAutoConfiguration.class,
        JdbcTemplateAutoConfiguration.class,
        JdbcClientAutoConfiguration.class
    })
    @ConfigurationPropertiesScan(basePackageClasses = {Inbox.class, Incidents.class})
    @ComponentScan(
            basePackageClasses = {Inbox.class, Incidents.class, Audit.class},
            excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*Module\\$.*"))
    @ComponentScan(
            basePackages = "io.mendflow.console",
            useDefaultFilters = false,
            includeFilters =
                    @ComponentScan.Filter(
                            type = FilterType.REGEX,
                            pattern = "io\\.mendflow\\.console\\.(LedgerApi|DeadLettersApi|SourcesApi|Errors)"))
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Listener listener() {
            return new Listener();
        }
    }

    static class Listener {

        private final AtomicReference<Consumer<IncidentOpened>> reaction = new AtomicReference<>(event -> {});

        @EventListener
        void on(IncidentOpened event) {
            reaction.get().accept(event);
        }
    }
}
