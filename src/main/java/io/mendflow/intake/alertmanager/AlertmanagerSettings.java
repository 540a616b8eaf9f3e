package io.mendflow.intake.alertmanager;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What Alertmanager's labels mean here.
 *
 * @param serviceLabels the first of these that an alert has names its service
 * @param environmentLabels the first of these that an alert has names its environment
 * @param environment the environment of alerts that have none of them
 */
@Validated
@ConfigurationProperties("mendflow.alertmanager")
record AlertmanagerSettings(
        @NotEmpty @DefaultValue({"service", "job", "app"}) List<String> serviceLabels,
        @NotEmpty @DefaultValue({"environment", "env", "stage"}) List<String> environmentLabels,
        @NotBlank @DefaultValue("production") String environment) {}
