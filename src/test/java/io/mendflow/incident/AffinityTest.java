package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class AffinityTest {

    @Test
    void isOneForTwoThatNeverFireApart() {
        assertThat(Affinity.npmi(4, 4, 4, 1000)).isCloseTo(1, within(1e-12));
    }

    @Test
    void isNothingForTwoThatFireTogetherByChance() {
        assertThat(Affinity.npmi(10, 100, 100, 1000)).isCloseTo(0, within(1e-12));
    }

    @Test
    void isWhatTheDefinitionSays() {
        // ln(0.01 / (0.02 * 0.02)) / -ln 0.01 = ln 25 / ln 100
        assertThat(Affinity.npmi(10, 20, 20, 1000)).isCloseTo(0.698970, within(1e-6));
        // ln(0.001 / (0.1 * 0.1)) / -ln 0.001 = -ln 10 / ln 1000
        assertThat(Affinity.npmi(1, 100, 100, 1000)).isCloseTo(-1 / 3.0, within(1e-6));
        // ln(0.01 / (0.8 * 0.01)) / -ln 0.01 = ln 1.25 / ln 100
        assertThat(Affinity.npmi(10, 800, 10, 1000)).isCloseTo(0.048455, within(1e-6));
    }

    @Test
    void isTheLeastForTwoThatNeverFireTogether() {
        assertThat(Affinity.npmi(0, 5, 5, 1000)).isEqualTo(-1);
        assertThat(Affinity.npmi(0, 0, 0, 0)).isEqualTo(-1);
    }

    @Test
    void saysNothingOfTwoThatFireAllTheTime() {
        assertThat(Affinity.npmi(1000, 1000, 1000, 1000)).isZero();
    }

    @Test
    void tellsChanceFromHabit() {
        // One meeting is expected, three happened: (3 - 1) / sqrt 1.
        assertThat(Affinity.deviations(3, 10, 10, 100)).isCloseTo(2, within(1e-12));
        // A quarter is expected: (3 - 0.25) / 0.5.
        assertThat(Affinity.deviations(3, 5, 5, 100)).isCloseTo(5.5, within(1e-12));
        assertThat(Affinity.deviations(0, 0, 0, 0)).isZero();
    }
}
