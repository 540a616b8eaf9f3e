package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GroupingTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration GAP = Duration.ofSeconds(10);
    private static final Alert SLOW = new Alert("web", "slow");
    private static final Alert DOWN = new Alert("web", "down");
    private static final Alert FULL = new Alert("db", "full");
    private static final Alert ODD = new Alert("mail", "odd");

    private final Grouping grouping = new Grouping(
            GAP,
            new StormSettings(20, Duration.ofSeconds(2)),
            (one, other) -> one.equals(FULL) && other.equals(DOWN) ? 0.9 : one.equals(FULL) ? 0.5 : 0);

    @Test
    void putsAlertsOfOneServiceTogetherUntilItIsQuietForTheGap() {
        long first = at(0, SLOW);

        assertThat(at(9.9, DOWN)).isEqualTo(first);
        assertThat(at(19.9, SLOW)).isNotEqualTo(first);
    }

    @Test
    void keepsStrangersApart() {
        assertThat(at(0, SLOW)).isNotEqualTo(at(1, ODD));
    }

    @Test
    void joinsTheGroupOfTheBestPartner() {
        long odd = at(0, ODD);
        long web = at(1, DOWN);

        assertThat(at(2, FULL)).isEqualTo(web).isNotEqualTo(odd);
    }

    @Test
    void neverMakesOneGroupOfTwo() {
        long odd = at(0, ODD);
        long web = at(1, DOWN);
        at(2, FULL);

        assertThat(at(3, ODD)).isEqualTo(odd);
        assertThat(at(3, DOWN)).isEqualTo(web);
    }

    @Test
    void putsAStormApartSoThatItKeepsNothingAlive() {
        long calm = at(0, DOWN);
        long[] storm = storm(1, 600, SLOW);

        assertThat(storm[0]).isEqualTo(calm);
        assertThat(LongStream.of(storm).skip(30).distinct()).hasSize(1).doesNotContain(calm);
        assertThat(at(7, DOWN)).isEqualTo(calm);
        assertThat(at(17, DOWN)).isNotEqualTo(calm).isNotEqualTo(storm[599]);
    }

    @Test
    void takesForAnotherStormWhatIsNewToOneThatIsLong() {
        long first = last(storm(0, 1500, SLOW));
        long second = last(storm(15, 100, DOWN));

        assertThat(second).isNotEqualTo(first);
        assertThat(last(storm(16, 100, SLOW))).isEqualTo(second);
    }

    @Test
    void takesForOneStormWhatStartsWithinTheGap() {
        long first = last(storm(0, 500, SLOW));

        assertThat(last(storm(5, 100, DOWN))).isEqualTo(first);
        assertThat(last(storm(17, 100, DOWN))).isNotEqualTo(first);
    }

    private long at(double seconds, Alert alert) {
        return grouping.place(alert, NOON.plusMillis(Math.round(seconds * 1000)));
    }

    /** A hundred a second. */
    private long[] storm(double seconds, int count, Alert alert) {
        long[] groups = new long[count];
        for (int i = 0; i < count; i++) {
            groups[i] = at(seconds + i / 100.0, alert);
        }
        return groups;
    }

    private static long last(long[] groups) {
        return groups[groups.length - 1];
    }
}
