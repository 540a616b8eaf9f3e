package io.mendflow.connector;

import io.mendflow.Databases;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.camel.component.http.springboot.HttpComponentAutoConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;

/** The connector package with Camel and a database, and nothing else of the service. */
public record ConnectorModule(ConfigurableApplicationContext context) implements AutoCloseable {

    public static ConnectorModule start(Map<String, Object> settings) {
        return start(Databases.h2(), settings);
    }

    /** @param others configuration of packages that build on this one */
    public static ConnectorModule start(DataSource database, Map<String, Object> settings, Class<?>... others) {
        return new ConnectorModule(new SpringApplicationBuilder(Parts.class)
                .sources(others)
                .web(WebApplicationType.NONE)
                .logStartupInfo(false)
                .properties(Map.of(
                        "spring.main.banner-mode", "off",
                        "spring.config.location", "optional:classpath:/none/",
                        "mendflow.home", "target/connector-module"))
                .properties(settings)
                .initializers(context -> ((org.springframework.context.support.GenericApplicationContext) context)
                        .registerBean(DataSource.class, () -> database))
                .run());
    }

    public <T> T get(Class<T> type) {
        return context.getBean(type);
    }

    @Override
    public void close() {
        context.close();
    }

    /** Not annotated as a configuration, so that no scan of the package finds it. */
    @EnableTransactionManagement
    @ImportAutoConfiguration({CamelAutoConfiguration.class, HttpComponentAutoConfiguration.class})
    @ComponentScan(basePackageClasses = Http.class)
    @ConfigurationPropertiesScan(basePackageClasses = Http.class)
    static class Parts {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        MeterRegistry metrics() {
            return new SimpleMeterRegistry();
        }

        @Bean
        JdbcClient jdbcClient(DataSource database) {
            return JdbcClient.create(database);
        }

        @Bean
        PlatformTransactionManager transactionManager(DataSource database) {
            return new JdbcTransactionManager(database);
        }
    }
}
