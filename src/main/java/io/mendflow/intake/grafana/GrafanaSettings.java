package io.mendflow.intake.grafana;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What Grafana's labels mean here, and how its contact point signs.
 *
 * @param serviceLabels the first of these labels, or tags, that an alert has names its service
 * @param environmentLabels the first of these that an alert has names its environment
 * @param environment the environment of alerts that have none of them
 * @param signatureHeader as in the contact point's settings
 * @param timestampHeader as in the contact point's settings; the signature must then hold for it too, and it must be of the last minutes
 */
@Validated
@ConfigurationProperties("mendflow.grafana")
record GrafanaSettings(
        @NotEmpty @DefaultValue({"service", "job", "app"}) List<String> serviceLabels,
        @NotEmpty @DefaultValue({"environment", "env", "stage"}) List<String> environmentLabels,
        @NotBlank @DefaultValue("production") String environment,
        @NotBlank @DefaultValue("X-Grafana-Alerting-Signature") String signatureHeader,
        @Nullable String timestampHeader) {

    @Nullable
    String service(Map<String, String> labels) {
        return first(labels, serviceLabels);
    }

    String environment(Map<String, String> labels) {
        String named = first(labels, environmentLabels);
        return named == null ? environment : named;
    }

    private static @Nullable String first(Map<String, String> labels, List<String> names) {
        return names.stream()
                .map(labels::get)
                .filter(value -> value != null && !value.isBlank())
                .findFirst()
                .orElse(null);
    }
}
