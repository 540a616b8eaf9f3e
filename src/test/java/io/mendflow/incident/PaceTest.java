package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(2);

    @Test
    void countsWhatComesAtOnce() {
        Pace pace = Pace.first(NOON).next(NOON, WITHIN).next(NOON, WITHIN);

        assertThat(pace.level()).isEqualTo(3);
    }

    @Test
    void fadesByTheFactorEWithinItsTime() {
        Pace pace = Pace.first(NOON).next(NOON.plusSeconds(2), WITHIN);

        assertThat(pace.level()).isCloseTo(1 + Math.exp(-1), within(1e-12));
        assertThat(pace.levelAt(NOON.plusSeconds(4), WITHIN))
                .isCloseTo((1 + Math.exp(-1)) * Math.exp(-1), within(1e-12));
    }

    @Test
    void countsWhatComesOutOfOrderAsIfItCameNow() {
        Pace pace = Pace.first(NOON).next(NOON.minusSeconds(60), WITHIN);

        assertThat(pace).isEqualTo(new Pace(2, NOON));
    }

    @Test
    void nearsTheNumberThatComesWithinTheTime() {
        Pace pace = Pace.first(NOON);
        for (int i = 1; i <= 1000; i++) {
            pace = pace.next(NOON.plusMillis(100L * i), WITHIN);
        }

        assertThat(pace.level()).isCloseTo(20, within(1.0));
    }
}
