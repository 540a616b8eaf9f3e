package io.mendflow.console.security;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/**
 * Who may read {@code /actuator/prometheus}.
 *
 * @param isPublic ({@code mendflow.metrics.public}) whether without a log-in, which is the default because scrapers in the same network are
 *     the rule and metrics name no secret, only counts, durations and the names of services; else a viewer may
 */
@ConfigurationProperties("mendflow.metrics")
record MetricsSettings(@Name("public") @DefaultValue("true") boolean isPublic) {}
