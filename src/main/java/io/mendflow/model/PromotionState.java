package io.mendflow.model;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Where a promotion stands. */
public enum PromotionState {
    /** It was asked for; further signals of the same trouble join it for a while. */
    OPEN,
    /** The need is confirmed, and the data is checked. */
    CHECKING,
    TRAINING,
    /** Champion and challenger score the same held-out rows. */
    COMPARING,
    AWAITING_APPROVAL,
    ROLLING_OUT,
    /** A rollback was made, and somebody has yet to agree to it. */
    AWAITING_RATIFICATION,
    /** The challenger is the champion. */
    PROMOTED,
    /** The rollback, or a move made elsewhere, stands. */
    RATIFIED,
    /** There was nothing to mend. */
    NOT_NEEDED,
    /** The data or the gate said no. */
    REFUSED,
    /** A person said no, or nobody said yes in time. */
    REJECTED,
    /** It was on its way and was taken back; the champion serves. */
    ROLLED_BACK,
    /** Something broke; the champion serves. */
    FAILED,
    CANCELLED;

    private static final Set<PromotionState> STOPS = Set.of(FAILED, CANCELLED);

    private static final Map<PromotionState, Set<PromotionState>> NEXT = Map.of(
            OPEN, Set.of(CHECKING, ROLLING_OUT),
            CHECKING, Set.of(TRAINING, COMPARING, NOT_NEEDED, REFUSED),
            TRAINING, Set.of(COMPARING),
            COMPARING, Set.of(AWAITING_APPROVAL, ROLLING_OUT, REFUSED),
            AWAITING_APPROVAL, Set.of(ROLLING_OUT, REJECTED),
            ROLLING_OUT, Set.of(PROMOTED, ROLLED_BACK, AWAITING_RATIFICATION),
            AWAITING_RATIFICATION, Set.of(RATIFIED, REJECTED));

    public boolean isEnded() {
        return !NEXT.containsKey(this);
    }

    /** Anything that goes on may fail or be cancelled. */
    boolean leadsTo(PromotionState next) {
        return !isEnded() && (STOPS.contains(next) || NEXT.get(this).contains(next));
    }

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static PromotionState parse(String text) {
        return Arrays.stream(values())
                .filter(state -> state.text().equals(text))
                .findFirst()
                .orElseThrow();
    }
}
