package io.mendflow;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.stereotype.Component;

/**
 * Binds every record of settings before anything else is made, so that a start fails with all that is wrong, and warns of names that nobody reads.
 * It customizes nothing: the web server is the first thing that is made once the messages of validation can be read.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class SettingsCheck implements WebServerFactoryCustomizer<ConfigurableWebServerFactory> {

    private static final Logger log = LoggerFactory.getLogger(SettingsCheck.class);
    private static final String OURS = "mendflow";

    /** Read by placeholders alone. */
    private static final Set<String> ELSEWHERE = Set.of("mendflow.home", "mendflow.demo.command");

    private final ConfigurableListableBeanFactory beans;
    private final ConfigurableEnvironment environment;

    SettingsCheck(ConfigurableListableBeanFactory beans, ConfigurableEnvironment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    @Override
    public void customize(ConfigurableWebServerFactory server) {
        List<String> wrong = new ArrayList<>();
        for (String name : beans.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            if (isOurs(beans.getType(name))) {
                bind(name, wrong);
            }
        }
        if (!wrong.isEmpty()) {
            throw new BadSettings(wrong);
        }
        warnOfUnknownNames();
    }

    private void bind(String name, List<String> wrong) {
        try {
            Object settings = beans.getBean(name);
            ConfigurationProperties prefix = settings.getClass().getAnnotation(ConfigurationProperties.class);
            findNegative(prefix.value(), settings, wrong);
        } catch (BeansException e) {
            wrong.addAll(BadSettings.lines(e));
        }
    }

    private static boolean isOurs(@Nullable Class<?> type) {
        return type != null && type.getPackageName().startsWith(SettingsCheck.class.getPackageName());
    }

    /** No time that anybody sets runs backwards. */
    private static void findNegative(String name, @Nullable Object value, List<String> wrong) {
        if (value instanceof Duration duration && duration.isNegative()) {
            wrong.add("%s = %s: must not be negative".formatted(name, duration));
        } else if (value instanceof Map<?, ?> map) {
            map.forEach((key, entry) -> findNegative(name + "." + key, entry, wrong));
        } else if (value instanceof Record && isOurs(value.getClass())) {
            for (RecordComponent part : value.getClass().getRecordComponents()) {
                findNegative(name + "." + kebab(part.getName()), read(part, value), wrong);
            }
        }
    }

    private static @Nullable Object read(RecordComponent part, Object of) {
        try {
            part.getAccessor().setAccessible(true);
            return part.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private void warnOfUnknownNames() {
        Collection<String> known = known();
        Set<String> unknown = new TreeSet<>();
        environment.getPropertySources().stream()
                .filter(source -> !source.getName().equals(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME))
                .filter(EnumerablePropertySource.class::isInstance)
                .flatMap(source -> List.of(((EnumerablePropertySource<?>) source).getPropertyNames()).stream())
                .filter(name -> name.startsWith(OURS + "."))
                .filter(name -> !isKnown(name, known))
                .forEach(unknown::add);
        unknown.forEach(name -> log.warn("There is no setting '{}'; README.md lists those there are", name));
    }

    private static boolean isKnown(String name, Collection<String> known) {
        String uniform = ConfigurationPropertyName.adapt(name, '.').toString();
        return known.stream()
                .anyMatch(setting -> uniform.equals(setting)
                        || uniform.startsWith(setting + ".")
                        || uniform.startsWith(setting + "["));
    }

    /** The names that the build has found in the code. */
    private static Collection<String> known() {
        Set<String> names = new TreeSet<>(ELSEWHERE);
        try (InputStream file =
                SettingsCheck.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            if (file != null) {
                new ObjectMapper()
                        .readTree(file)
                        .path("properties")
                        .forEach(property -> names.add(property.path("name").asText()));
            }
        } catch (IOException e) {
            log.warn("The names of settings are not checked: {}", e.getMessage());
        }
        return names;
    }
}
