package io.mendflow.runbook.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClimbTest {

    @ParameterizedTest
    @CsvSource({
        // start, verified, tries, level
        "AUTO,     0,  0, AUTO",
        "AUTO,     0,  4, AUTO",
        "AUTO,     0,  5, SUGGEST",
        "AUTO,     5,  5, AUTO",
        "AUTO,     3,  5, AUTO",
        "AUTO,     2,  5, SUGGEST",
        "AUTO,    19, 20, AUTO",
        "AUTO,    17, 20, APPROVE",
        "OBSERVE,  0,  0, OBSERVE",
        "OBSERVE,  1,  1, SUGGEST",
        "SUGGEST,  4,  4, SUGGEST",
        "SUGGEST,  5,  5, APPROVE",
        "SUGGEST, 19, 20, APPROVE",
        "SUGGEST, 20, 20, AUTO",
        "APPROVE, 20, 20, AUTO",
    })
    void standsWhereItsRecordPutsIt(Level start, int verified, int tries, Level level) {
        var climb = new Climb(new GuardSettings.Ladder(start, 1, 0, 5, 0.3, 20, 0.8, 0.1));

        assertThat(climb.of(tries, Wilson.of(verified, tries).low())).isEqualTo(level);
    }

    /** Against the values of R's {@code prop.test(correct = FALSE)}. */
    @Test
    void knowsTheIntervalOfAShare() {
        assertThat(Wilson.of(20, 20).low()).isCloseTo(0.8389, within(0.0001));
        assertThat(Wilson.of(20, 20).high()).isCloseTo(1, within(0.0001));
        assertThat(Wilson.of(8, 10).low()).isCloseTo(0.4902, within(0.0001));
        assertThat(Wilson.of(8, 10).high()).isCloseTo(0.9433, within(0.0001));
        assertThat(Wilson.of(0, 0)).isEqualTo(new Wilson(0, 1));
    }
}
