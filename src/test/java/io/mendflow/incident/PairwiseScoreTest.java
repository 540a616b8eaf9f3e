package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mendflow.incident.PairwiseScore.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class PairwiseScoreTest {

    private static final List<String> LABELS = List.of("a.0.1", "a.0.1", "b.0.2", "-", "-");

    @Test
    void countsPairsOfInstances() {
        long[] groups = {1, 1, 1, 2, 2};

        assertThat(PairwiseScore.of(List.of(LABELS), List.of(groups), false)).isEqualTo(new Point(0, 1));
        Point noise = PairwiseScore.of(List.of(LABELS), List.of(groups), true);
        // a: 6 pairs with others, 2 mixed; b: 4 pairs, 2 mixed.
        assertThat(noise.tnr()).isCloseTo((4 / 6.0 + 2 / 4.0) / 2, within(1e-12));
    }

    @Test
    void countsAnInstanceThatIsTornApart() {
        long[] groups = {1, 2, 2, 3, 3};

        Point point = PairwiseScore.of(List.of(LABELS), List.of(groups), false);

        assertThat(point.tpr()).isCloseTo((0.5 + 1) / 2, within(1e-12));
        assertThat(point.tnr()).isCloseTo((0.5 + 0.5) / 2, within(1e-12));
    }

    @Test
    void averagesByStageAndByAttackFirst() {
        List<String> labels = List.of("a.0.1", "a.0.1", "a.1.2", "a.1.3", "b.0.4");
        long[] groups = {1, 2, 3, 4, 5};

        // a: stage 0 has 0.5, stage 1 has 1; b has 1.
        assertThat(PairwiseScore.of(List.of(labels), List.of(groups), false).tpr())
                .isCloseTo((0.75 + 1) / 2, within(1e-12));
    }

    @Test
    void drawsStepsBetweenPointsThatNoneBeats() {
        assertThat(PairwiseScore.area(List.of(new Point(0.5, 1), new Point(0.8, 0.5), new Point(0.4, 0.9))))
                .isCloseTo(0.5 + 0.3 * 0.5, within(1e-12));
    }
}
