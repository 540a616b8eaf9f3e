package io.mendflow.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateTest {

    /** Every transition there is, written by hand: a change of the table has to be made here too. */
    private static final Set<String> TRANSITIONS = Set.of(
            "open > diagnosing",
            "open > escalated",
            "open > resolved",
            "diagnosing > awaiting-approval",
            "diagnosing > mending",
            "diagnosing > verifying",
            "diagnosing > escalated",
            "diagnosing > resolved",
            "awaiting-approval > mending",
            "awaiting-approval > verifying",
            "awaiting-approval > escalated",
            "awaiting-approval > resolved",
            "mending > awaiting-approval",
            "mending > verifying",
            "mending > escalated",
            "mending > resolved",
            "verifying > mending",
            "verifying > escalated",
            "verifying > resolved",
            "escalated > diagnosing",
            "escalated > awaiting-approval",
            "escalated > mending",
            "escalated > verifying",
            "escalated > resolved",
            "resolved > open");

    @ParameterizedTest
    @EnumSource
    void takesTheTransitionsOfTheTableAndRefusesAllOthers(State from) {
        for (State to : State.values()) {
            if (TRANSITIONS.contains(from.text() + " > " + to.text())) {
                incident(from).requireNext(to);
            } else {
                assertThatThrownBy(() -> incident(from).requireNext(to))
                        .isInstanceOf(TransitionRefused.class)
                        .hasMessageContaining("INC-1")
                        .hasMessageContaining("'" + to.text() + "'")
                        .hasMessageContaining("it is '" + from.text() + "'");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"open", "diagnosing", "awaiting-approval", "mending", "verifying", "escalated", "resolved"})
    void readsWhatItWrites(String text) {
        assertThat(State.parse(text).text()).isEqualTo(text);
    }

    private static Incident incident(State state) {
        return new Incident(
                "INC-1",
                state,
                Signal.Severity.WARNING,
                null,
                null,
                null,
                "web",
                "production",
                "down",
                Map.of(),
                List.of(),
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                0,
                new Links(null, null, null));
    }
}
