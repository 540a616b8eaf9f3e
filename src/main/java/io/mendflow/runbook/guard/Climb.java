package io.mendflow.runbook.guard;

import io.mendflow.runbook.guard.GuardSettings.Ladder;

/** Where a record stands on the ladder: a runbook begins at the start, climbs by what it has shown and falls by what it has not. */
record Climb(Ladder ladder) {

    /** By the record alone, whatever people and the breaker say. */
    Level of(int tries, double lowerBound) {
        Level level = ladder.start();
        while (level != Level.OBSERVE && isLost(level, tries, lowerBound)) {
            level = Level.values()[level.ordinal() - 1];
        }
        if (level != ladder.start()) {
            return level;
        }
        while (level != Level.AUTO && isReached(Level.values()[level.ordinal() + 1], tries, lowerBound)) {
            level = Level.values()[level.ordinal() + 1];
        }
        return level;
    }

    private boolean isReached(Level level, int tries, double lowerBound) {
        return tries >= tries(level) && lowerBound >= lowerBound(level);
    }

    /** Also when what a lower level asks for is lost: who may act alone must at least be worth asking for. */
    private boolean isLost(Level level, int tries, double lowerBound) {
        for (Level lower : Level.values()) {
            if (lower.compareTo(level) <= 0
                    && tries >= tries(lower)
                    && lowerBound < lowerBound(lower) - ladder.slack()) {
                return true;
            }
        }
        return false;
    }

    private int tries(Level level) {
        return switch (level) {
            case OBSERVE -> 0;
            case SUGGEST -> ladder.suggestTries();
            case APPROVE -> ladder.approveTries();
            case AUTO -> ladder.autoTries();
        };
    }

    private double lowerBound(Level level) {
        return switch (level) {
            case OBSERVE -> 0;
            case SUGGEST -> ladder.suggestLowerBound();
            case APPROVE -> ladder.approveLowerBound();
            case AUTO -> ladder.autoLowerBound();
        };
    }
}
