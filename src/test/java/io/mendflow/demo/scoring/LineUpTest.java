package io.mendflow.demo.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineUpTest {

    private static final int REQUESTS = 10_000;

    private static LoadedVersion champion;
    private static LoadedVersion challenger;

    @BeforeAll
    static void train(@TempDir Path folder) throws IOException {
        Classifier classifier = Trained.on(Payments.REFERENCE, folder);
        champion = new LoadedVersion("7", "aa", classifier);
        challenger = new LoadedVersion("8", "bb", classifier);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 25, 50, 100})
    void givesTheChallengerItsShare(int percent) {
        int got = challengers(percent).size();

        // Four standard deviations, for ids that no one has chosen.
        double slack = 4 * Math.sqrt(REQUESTS * percent / 100.0 * (1 - percent / 100.0));
        assertThat((double) got).isBetween(REQUESTS * percent / 100.0 - slack, REQUESTS * percent / 100.0 + slack);
    }

    @Test
    void keepsRequestsWithTheChallengerWhenItsShareGrows() {
        assertThat(challengers(25)).containsAll(challengers(5)).isEqualTo(challengers(25));
    }

    @Test
    void leavesAllToTheOneThatIsThere() {
        assertThat(new LineUp(champion, null, 0, List.of()).answering("a")).isEqualTo(champion);
        assertThat(new LineUp(null, null, 0, List.of()).answering("a")).isNull();
    }

    private Set<String> challengers(int percent) {
        var lineUp = new LineUp(champion, challenger, percent, List.of());
        return IntStream.range(0, REQUESTS)
                .mapToObj(number -> "order-" + number)
                .filter(id -> Objects.equals(lineUp.answering(id), challenger))
                .collect(Collectors.toSet());
    }
}
