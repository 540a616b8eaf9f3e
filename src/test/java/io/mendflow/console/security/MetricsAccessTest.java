package io.mendflow.console.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.Api;
import io.mendflow.Mendflow;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.autoconfigure.actuate.observability.AutoConfigureObservability;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The metrics with {@code mendflow.metrics.public=false}. */
@SpringBootTest(
        classes = Mendflow.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.datasource.url=jdbc:h2:mem:closed-metrics;DB_CLOSE_DELAY=-1",
            "mendflow.home=target/closed-metrics",
            "mendflow.runbooks.shipped=",
            "mendflow.admin.username=root",
            "mendflow.admin.password=correct horse",
            "mendflow.metrics.public=false"
        })
@AutoConfigureObservability(tracing = false)
class MetricsAccessTest {

    @LocalServerPort
    int port;

    @Test
    void asksForALogInBeforeItTellsTheMetrics() {
        String base = "http://127.0.0.1:" + port;
        Api root = new Api(base, "root", "correct horse");

        assertThat(root.answers("/actuator/prometheus")).isFalse();
        assertThat(root.answers("/actuator/health/readiness")).isTrue();
        assertThat(root.text("/actuator/prometheus")).contains("mendflow_incidents{");
    }
}
