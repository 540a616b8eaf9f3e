package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertTest {

    @Test
    void goesByTheAlertNameWhereThereIsOne() {
        assertThat(Alert.of(signal("web-17 is down", Map.of("alertname", " Down2 "))))
                .isEqualTo(new Alert("web", "Down2"));
    }

    @ParameterizedTest
    @CsvSource({
        "CPU at 97% on node 12, CPU at #% on node #",
        "order 7f9c4e21 failed, order # failed",
        "order 0be2d0a4-1f3c-4f0a-9d6e-2f6f1d1a9b11 failed, order # failed",
        "pod api-5d8f7c6b9-x2k4q restarts, pod api-#-# restarts",
        "host 10.0.12.7 unreachable, host #.#.#.# unreachable",
        "deadline exceeded, deadline exceeded"
    })
    void masksWhatChangesFromOneFiringToTheNext(String title, String name) {
        assertThat(Alert.of(signal(title, Map.of())).name()).isEqualTo(name);
        assertThat(Alert.of(signal(title, Map.of("alertname", " "))).name()).isEqualTo(name);
    }

    @Test
    void cutsALongName() {
        assertThat(Alert.of(signal("x".repeat(900), Map.of())).name()).hasSize(200);
    }

    private static Signal signal(String title, Map<String, String> labels) {
        return new Signal(
                "generic",
                Kind.ALERT,
                Status.FIRING,
                Severity.ERROR,
                "web",
                "production",
                "f",
                title,
                labels,
                Map.of(),
                null,
                null,
                Instant.EPOCH);
    }
}
