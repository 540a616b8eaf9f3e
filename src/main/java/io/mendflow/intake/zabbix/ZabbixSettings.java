package io.mendflow.intake.zabbix;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.ZoneId;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What Zabbix's events mean here.
 *
 * @param zone of {@code {EVENT.DATE}} and {@code {EVENT.TIME}}, which Zabbix writes without one
 * @param serviceTags the first of these tags that an event has names its service; its host does otherwise
 * @param environmentTags the first of these tags that an event has names its environment
 * @param environment the environment of events that have none of them
 */
@Validated
@ConfigurationProperties("mendflow.zabbix")
record ZabbixSettings(
        @NotNull @DefaultValue("UTC") ZoneId zone,
        @DefaultValue({"service", "application", "app"}) List<String> serviceTags,
        @DefaultValue({"environment", "env", "stage"}) List<String> environmentTags,
        @NotBlank @DefaultValue("production") String environment) {}
