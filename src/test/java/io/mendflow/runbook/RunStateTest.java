package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Visits every transition there could be. */
class RunStateTest {

    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "requested", Set.of("running", "cancelled"),
            "running",
                    Set.of(
                            "waiting",
                            "succeeded",
                            "not-applicable",
                            "failed",
                            "outcome-unknown",
                            "escalated",
                            "cancelled"),
            "waiting", Set.of("running", "failed", "outcome-unknown", "cancelled"),
            "outcome-unknown", Set.of("running", "failed", "escalated", "cancelled"));

    @ParameterizedTest
    @MethodSource("pairs")
    void allowsWhatTheTableHasAndNamesTheStateInARefusal(RunState from, RunState to) {
        var run = new Run(
                "RUN-7",
                "x",
                1,
                "x:1",
                null,
                null,
                from,
                Map.of(),
                null,
                "alice",
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null);

        if (ALLOWED.getOrDefault(from.text(), Set.of()).contains(to.text())) {
            run.requireNext(to);
        } else {
            assertThatThrownBy(() -> run.requireNext(to))
                    .isInstanceOf(RunTransitionRefused.class)
                    .hasMessageContaining(
                            "Expected to move run RUN-7 to '%s', but it is '%s'".formatted(to.text(), from.text()));
        }
        assertThat(RunState.parse(from.text())).isEqualTo(from);
    }

    private static Stream<Arguments> pairs() {
        return Arrays.stream(RunState.values())
                .flatMap(from -> Arrays.stream(RunState.values()).map(to -> Arguments.of(from, to)));
    }
}
