package io.mendflow.connector.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class KubernetesSettingsTest {

    @Test
    void allowsNothingByDefault() {
        KubernetesSettings settings = bound(Map.of("clusters.spare.in-cluster", "true"));

        assertThat(settings.isConfigured()).isFalse();
        assertThat(settings.allowedNamespaces()).isEmpty();
        assertThat(settings.allowedNodes()).isEmpty();
        assertThat(settings.requestTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.clusters().get("spare").isConfigured()).isTrue();
        assertThat(settings.clusters().get("spare").clusters()).isEmpty();
    }

    @Test
    void refusesWhatSaysTwoThingsOrNone() {
        assertThatThrownBy(() -> bound(Map.of("url", "https://10.0.0.1:6443", "in-cluster", "true")))
                .hasStackTraceContaining("Expected one of url, kubeconfig and in-cluster");
        assertThatThrownBy(() -> bound(Map.of("clusters.spare.url", "10.0.0.1")))
                .hasStackTraceContaining("to be an http or https address");
        assertThatThrownBy(() -> bound(Map.of("request-timeout", "PT0S"))).hasStackTraceContaining("more than no time");
    }

    private static KubernetesSettings bound(Map<String, String> settings) {
        var source = new MapConfigurationPropertySource();
        settings.forEach((name, value) -> source.put("mendflow.kubernetes." + name, value));
        return new Binder(source).bindOrCreate("mendflow.kubernetes", KubernetesSettings.class);
    }
}
