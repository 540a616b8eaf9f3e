package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WindowTest {

    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    private final Window window = new Window(new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    });

    @Test
    void saysNothingOfAVersionThatNobodyHasAsked() {
        assertThat(window.report())
                .containsExactly(
                        entry("requests", 0),
                        entry("errors", 0L),
                        entry("errorRate", null),
                        entry("latencyP95Millis", null),
                        entry("approvedAmount", null),
                        entry("approvalRate", null));
        assertThat(window.scores()).isEmpty();
    }

    @Test
    void countsErrorsAndMeansPerRequest() {
        IntStream.rangeClosed(1, 18).forEach(millis -> window.scored(millis * 1_000_000L, 0.2, 50, true));
        window.scored(19_000_000, 0.9, 0, false);
        window.failed(500_000_000);

        assertThat(window.report())
                .containsExactly(
                        entry("requests", 20),
                        entry("errors", 1L),
                        entry("errorRate", 0.05),
                        entry("latencyP95Millis", 19.0),
                        entry("approvedAmount", 45.0),
                        entry("approvalRate", 0.9));
        assertThat(window.scores()).hasSize(19).last().isEqualTo(0.9);
    }

    @Test
    void forgetsAfterAMinuteButNotInItsTotals() {
        window.failed(1);
        now = now.plus(Duration.ofSeconds(60));
        window.scored(1, 0.5, 10, true);

        assertThat(window.report()).containsEntry("requests", 2);

        now = now.plusMillis(1);

        assertThat(window.report()).containsEntry("requests", 1).containsEntry("errors", 0L);
        assertThat(window.totals()).isEqualTo(new Window.Totals(2, 1, 2));
    }

    @Test
    void keepsTheLastOfMany() {
        IntStream.range(0, 2500).forEach(number -> window.scored(1, number, 1, true));

        assertThat(window.report()).containsEntry("requests", 2000);
        assertThat(window.scores()).hasSize(1000).startsWith(1500.0).endsWith(2499.0);
    }
}
