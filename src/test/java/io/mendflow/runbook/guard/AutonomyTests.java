package io.mendflow.runbook.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a runbook's record makes of it; run on each database by its subclasses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AutonomyTests {

    private GuardModule module;
    private Autonomy autonomy;
    private int runs;

    abstract DataSource database();

    @BeforeAll
    void start() {
        module = GuardModule.on(database(), "mendflow.guard.ladder.start=suggest");
        autonomy = module.bean(Autonomy.class);
    }

    @AfterAll
    void stop() {
        module.context().close();
    }

    @BeforeEach
    void forget() {
        module.forget();
    }

    @Test
    void keepsARecordByCategoryAndEnvironment() {
        judge("disk", "production", Outcome.VERIFIED, Duration.ofSeconds(10));
        judge("disk", "production", Outcome.VERIFIED, Duration.ofSeconds(20));
        judge("disk", "production", Outcome.UNVERIFIED, Duration.ofSeconds(90));
        judge("disk", "production", Outcome.OVERRIDDEN, Duration.ofSeconds(1));
        judge("disk", "production", Outcome.OVERRIDDEN, null);
        judge("disk", "staging", Outcome.OVERRIDDEN, null);

        List<Standing.TrackRecord> records = autonomy.standing("mend").records();

        assertThat(records).extracting(Standing.TrackRecord::environment).containsExactly("production", "staging");
        Standing.TrackRecord record = records.get(0);
        assertThat(List.of(record.tries(), record.verified(), record.overridden()))
                .containsExactly(4, 2, 2);
        assertThat(record.meanTime()).isEqualTo(Duration.ofSeconds(15));
        assertThat(record.low()).isCloseTo(0.150, within(0.001));
        assertThat(record.high()).isCloseTo(0.850, within(0.001));
        assertThat(records.get(1).tries()).isZero();
        assertThat(records.get(1).meanTime()).isNull();
    }

    @Test
    void climbsByWhatItHasShownAndOnlyThere() {
        assertThat(level()).isEqualTo(Level.SUGGEST);
        times(5, Outcome.VERIFIED);
        assertThat(level()).isEqualTo(Level.APPROVE);
        times(15, Outcome.VERIFIED);

        assertThat(level()).isEqualTo(Level.AUTO);
        assertThat(autonomy.of("mend", "disk", "staging")).isEqualTo(Level.SUGGEST);
        assertThat(autonomy.of("other", "disk", "production")).isEqualTo(Level.SUGGEST);
        times(2, Outcome.UNVERIFIED);
        assertThat(level()).isEqualTo(Level.APPROVE);
    }

    @Test
    void goesNoHigherThanAPersonLetsIt() {
        times(20, Outcome.VERIFIED);

        autonomy.cap("mend", Level.APPROVE, "ada", "not yet");
        assertThat(level()).isEqualTo(Level.APPROVE);
        autonomy.cap("mend", Level.OBSERVE, "ada", "no");

        assertThat(level()).isEqualTo(Level.OBSERVE);
        assertThat(autonomy.standing("mend").level()).isEqualTo(Level.OBSERVE);
        assertThat(autonomy.standing("mend").cap().reason()).isEqualTo("no");
        autonomy.cap("mend", Level.AUTO, "ada", "it is fine");
        assertThat(level()).isEqualTo(Level.AUTO);
    }

    @Test
    void opensTheBreakerAfterFailuresInARowUntilAPersonResetsIt() {
        times(40, Outcome.VERIFIED);
        times(2, Outcome.UNVERIFIED);
        judge("disk", "production", Outcome.OVERRIDDEN, Duration.ofSeconds(1));
        assertThat(autonomy.standing("mend").breaker().open()).isFalse();

        judge("memory", "staging", Outcome.UNVERIFIED, Duration.ofSeconds(1));

        Standing.Breaker breaker = autonomy.standing("mend").breaker();
        assertThat(breaker.open()).isTrue();
        assertThat(breaker.reason()).startsWith("3 runs of 'mend' in a row were not verified, the last was RUN-");
        assertThat(module.heard()).singleElement().isInstanceOfSatisfying(BreakerOpened.class, opened -> assertThat(
                        opened.runbookId())
                .isEqualTo("mend"));
        assertThat(level()).isEqualTo(Level.SUGGEST);
        times(1, Outcome.VERIFIED);
        assertThat(level()).isEqualTo(Level.SUGGEST);
        module.clock().pass(Duration.ofSeconds(1));
        assertThat(autonomy.resetBreaker("mend", "ada", "fixed")).isTrue();
        assertThat(autonomy.resetBreaker("mend", "ada", "fixed")).isFalse();
        assertThat(level()).isEqualTo(Level.AUTO);
        times(2, Outcome.UNVERIFIED);
        assertThat(autonomy.standing("mend").breaker().unverified()).isEqualTo(2);
        assertThat(autonomy.standing("mend").breaker().open()).isFalse();
    }

    @Test
    void opensTheBreakerOnceWhenRunsFailAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        var work = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 6; i++) {
            String run = "RUN-X" + i;
            work.add(() -> {
                autonomy.judge(new Judged(run, "mend", "disk", "production", Outcome.UNVERIFIED, Duration.ZERO));
                return true;
            });
        }
        for (var done : threads.invokeAll(work)) {
            assertThat(done.get()).isTrue();
        }
        threads.shutdown();

        assertThat(module.heard()).hasSize(1);
        assertThat(autonomy.standing("mend").breaker().open()).isTrue();
    }

    private Level level() {
        return autonomy.of("mend", "disk", "production");
    }

    private void times(int times, Outcome outcome) {
        for (int i = 0; i < times; i++) {
            judge("disk", "production", outcome, Duration.ofSeconds(1));
        }
    }

    private void judge(String category, String environment, Outcome outcome, Duration took) {
        module.clock().pass(Duration.ofMillis(1));
        autonomy.judge(new Judged("RUN-" + ++runs, "mend", category, environment, outcome, took));
    }
}
