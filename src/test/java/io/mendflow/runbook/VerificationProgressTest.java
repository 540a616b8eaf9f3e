package io.mendflow.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.lang.Closure;
import io.mendflow.runbook.Definition.Verification;
import io.mendflow.runbook.VerificationDelegate.Progress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a verification is proved, goes on, or is over: within 60 s, every 2 s, stable for 5 s, worse for 10 s. */
class VerificationProgressTest {

    private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");

    private final Verification part = new Verification(
            "it answers",
            "it",
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            new Comparison(true, null, null, Comparison.TOLERANCE, Duration.ofSeconds(10)),
            Closure.IDENTITY);
    private @Nullable Progress last;

    @Test
    void isProvedWhenItHoldsForTheWholeOfStable() {
        assertThat(check(0, true).verdict()).isEqualTo("not-yet");
        assertThat(check(2, true).wait(part)).isEqualTo(Duration.ofSeconds(2));
        assertThat(check(4, true).wait(part)).isEqualTo(Duration.ofSeconds(1));
        assertThat(check(5, true).verdict()).isEqualTo("holds");
    }

    @Test
    void beginsAnewAfterABreak() {
        check(0, true);
        check(4, false);
        assertThat(check(6, true).verdict()).isEqualTo("not-yet");
        assertThat(check(10, true).verdict()).isEqualTo("not-yet");
        assertThat(check(11, true).verdict()).isEqualTo("holds");
    }

    @Test
    void isOverWhenItDoesNotBeginToHoldInTime() {
        assertThat(check(59, false).wait(part)).isEqualTo(Duration.ofSeconds(1));
        assertThat(check(60, false).verdict()).isEqualTo("over");

        last = null;
        check(59, false);
        assertThat(check(61, true).verdict()).isEqualTo("over");
    }

    @Test
    void letsARowThatBeganInTimeComeToItsEnd() {
        check(58, true);
        assertThat(check(61, true).verdict()).isEqualTo("not-yet");
        assertThat(check(63, true).verdict()).isEqualTo("holds");

        last = null;
        check(58, true);
        assertThat(check(61, false).verdict()).isEqualTo("over");
    }

    @Test
    void provesItselfAnewWhenNobodyLookedForAWhile() {
        check(4, true);

        assertThat(check(3600, true).verdict()).isEqualTo("not-yet");
        assertThat(check(3605, true).verdict()).isEqualTo("holds");
    }

    @Test
    void isWorseOnlyWhenItStaysSo() {
        assertThat(worse(0).verdict()).isEqualTo("not-yet");
        assertThat(worse(9).wait(part)).isEqualTo(Duration.ofSeconds(1));
        check(9, false);
        assertThat(worse(10).verdict()).isEqualTo("not-yet");
        assertThat(worse(19).verdict()).isEqualTo("not-yet");
        assertThat(worse(20).verdict()).isEqualTo("worse");
        assertThat(last.judged()).isEqualTo(Verdict.WORSE);
    }

    @Test
    void isWorseAtTheDeadlineWhateverItWasBefore() {
        check(59, false);
        assertThat(worse(60).judged()).isEqualTo(Verdict.WORSE);

        last = null;
        worse(59);
        assertThat(check(60, false).judged()).isEqualTo(Verdict.NOT_FIXED);
    }

    @Test
    void forgetsThatItWasWorseWhenNobodyLookedMeanwhile() {
        worse(0);
        assertThat(worse(50).verdict()).isEqualTo("not-yet");
    }

    private Progress check(int second, boolean holds) {
        return check(second, holds, false);
    }

    private Progress worse(int second) {
        return check(second, false, true);
    }

    private Progress check(int second, boolean holds, boolean worse) {
        Instant now = START.plusSeconds(second);
        last = last == null
                ? Progress.after(part, holds, worse, now, START.plus(part.within()), null, null, null)
                : Progress.after(
                        part,
                        holds,
                        worse,
                        now,
                        last.deadline(),
                        last.holdsSince(),
                        last.worseSince(),
                        last.checkedAt());
        return last;
    }
}
