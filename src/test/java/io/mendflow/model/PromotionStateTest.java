package io.mendflow.model;

import static io.mendflow.model.PromotionState.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PromotionStateTest {

    /** Every way there is, in the words of the issue; whatever is not here must be refused. */
    private static final Map<PromotionState, Set<PromotionState>> WAYS = new EnumMap<>(Map.of(
            OPEN, EnumSet.of(CHECKING, ROLLING_OUT, FAILED, CANCELLED),
            CHECKING, EnumSet.of(TRAINING, COMPARING, NOT_NEEDED, REFUSED, FAILED, CANCELLED),
            TRAINING, EnumSet.of(COMPARING, FAILED, CANCELLED),
            COMPARING, EnumSet.of(AWAITING_APPROVAL, ROLLING_OUT, REFUSED, FAILED, CANCELLED),
            AWAITING_APPROVAL, EnumSet.of(ROLLING_OUT, REJECTED, FAILED, CANCELLED),
            ROLLING_OUT, EnumSet.of(PROMOTED, ROLLED_BACK, AWAITING_RATIFICATION, FAILED, CANCELLED),
            AWAITING_RATIFICATION, EnumSet.of(RATIFIED, REJECTED, FAILED, CANCELLED)));

    @Test
    void leadsWhereTheTableSaysAndNowhereElse() {
        for (PromotionState from : PromotionState.values()) {
            Set<PromotionState> reached =
                    Arrays.stream(PromotionState.values()).filter(from::leadsTo).collect(Collectors.toSet());

            assertThat(reached).as(from.text()).isEqualTo(WAYS.getOrDefault(from, Set.of()));
            assertThat(from.isEnded()).as(from.text()).isEqualTo(!WAYS.containsKey(from));
        }
    }

    @Test
    void readsWhatItHasWritten() {
        for (PromotionState state : PromotionState.values()) {
            assertThat(PromotionState.parse(state.text())).isEqualTo(state);
        }
    }

    @Test
    void namesTheStateThatAPromotionIsInWhenItRefuses() {
        Promotion promotion = new Promotion(
                "PRM-7",
                "fraud",
                Promotion.Kind.RETRAIN,
                TRAINING,
                "person",
                "why not",
                "ada",
                2,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null);

        assertThatThrownBy(() -> promotion.requireNext(PROMOTED))
                .isInstanceOf(PromotionRefused.class)
                .hasMessage(
                        "Expected promotion PRM-7 to be where 'promoted' can follow, but it is 'training'; nothing was changed");
    }
}
