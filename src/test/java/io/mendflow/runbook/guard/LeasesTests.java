package io.mendflow.runbook.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may act on what, and who comes next; run on each database by its subclasses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LeasesTests {

    private GuardModule module;
    private Leases leases;

    abstract DataSource database();

    @BeforeAll
    void start() {
        module = GuardModule.on(
                database(),
                "mendflow.guard.budgets[0].pool=host/web-*",
                "mendflow.guard.budgets[0].at-most=10 %",
                "mendflow.guard.budgets[0].of=20");
        leases = module.bean(Leases.class);
    }

    @AfterAll
    void stop() {
        module.context().close();
    }

    @BeforeEach
    void forget() {
        module.forget();
    }

    @ParameterizedTest
    @CsvSource({
        "host/web-1,               host/web-1,               true",
        "host/web-1,               host/web-1/service/nginx, true",
        "host/web-1/service/nginx, host/web-1,               true",
        "host/web-1/service/nginx, host/web-1/service/php,   false",
        "host/web-1,               host/web-10,              false",
        "host/web-1,               host/web-2,               false",
        "host/web-1/,              host/web-1,               true",
    })
    void excludesATargetAndWhatLiesInIt(String held, String wanted, boolean excluded) {
        leases.ask(claim("RUN-1", held));

        Answer answer = leases.ask(claim("RUN-2", wanted));

        assertThat(answer.verdict()).isEqualTo(excluded ? Answer.Verdict.WAIT : Answer.Verdict.GRANTED);
        if (excluded) {
            assertThat(answer.reason())
                    .isEqualTo(
                            "its lease on %s is held by RUN-1 until %s".formatted(wanted, in(Duration.ofMinutes(15))));
        }
    }

    @Test
    void numbersLeasesUpwardsAndKeepsTheNumberOnRenewal() {
        long first = granted(claim("RUN-1", "host/a"));
        module.clock().pass(Duration.ofMinutes(10));
        long again = granted(claim("RUN-1", "host/a"));
        module.clock().pass(Duration.ofMinutes(10));

        assertThat(leases.ask(claim("RUN-2", "host/a")).verdict()).isEqualTo(Answer.Verdict.WAIT);
        leases.free("RUN-1");
        long second = granted(claim("RUN-2", "host/a"));

        assertThat(again).isEqualTo(first);
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void letsAnotherRunTakeOverWhatWasNotRenewedAndTellsTheFirst() {
        long first = granted(claim("RUN-1", "host/a"));
        module.clock().pass(Duration.ofMinutes(16));

        long second = granted(claim("RUN-2", "host/a/service/x"));
        Answer late = leases.ask(claim("RUN-1", "host/a"));

        assertThat(second).isGreaterThan(first);
        assertThat(late.verdict()).isEqualTo(Answer.Verdict.LOST);
        assertThat(late.reason()).contains("expired and was taken over by RUN-2", "must not act any more");
        leases.free("RUN-2");
        assertThat(leases.ask(claim("RUN-1", "host/a")).verdict()).isEqualTo(Answer.Verdict.LOST);
    }

    @Test
    void keepsWhatHasExpiredWhenNobodyWantedItMeanwhile() {
        long first = granted(claim("RUN-1", "host/a"));
        module.clock().pass(Duration.ofMinutes(16));

        assertThat(granted(claim("RUN-1", "host/a"))).isEqualTo(first);
        assertThat(leases.ask(claim("RUN-2", "host/a")).verdict()).isEqualTo(Answer.Verdict.WAIT);
    }

    @Test
    void servesTheQueueByPriorityAndThenWhoCameFirst() {
        leases.ask(claim("RUN-1", "host/a"));
        leases.queue(claim("RUN-2", "host/a/service/x"), "job-2");
        leases.queue(claim("RUN-3", "host/a"), "job-3");
        leases.queue(new Claim("RUN-4", "mend", "host/a", List.of(), 9), "job-4");
        leases.queue(claim("RUN-5", "host/b"), "job-5");

        assertThat(leases.waiting()).extracting(Wait::runId).containsExactly("RUN-4", "RUN-2", "RUN-3");
        leases.free("RUN-1");

        assertThat(module.heard()).containsExactly(new WaitOver("job-4"));
        assertThat(leases.ask(claim("RUN-3", "host/a")).reason())
                .isEqualTo("RUN-4 is ahead of it in the queue for host/a");
        assertThat(leases.ask(claim("RUN-6", "host/a")).verdict()).isEqualTo(Answer.Verdict.WAIT);
        granted(new Claim("RUN-4", "mend", "host/a", List.of(), 9));
        leases.leave("job-4");
        leases.free("RUN-4");
        assertThat(module.heard()).endsWith(new WaitOver("job-2"));
    }

    @Test
    void passesOverWhoWasCalledAndDoesNotCome() {
        leases.ask(claim("RUN-1", "host/a"));
        leases.queue(claim("RUN-2", "host/a"), "job-2");
        leases.free("RUN-1");
        module.clock().pass(Duration.ofSeconds(31));

        assertThat(leases.ask(claim("RUN-3", "host/a")).verdict()).isEqualTo(Answer.Verdict.GRANTED);
    }

    @Test
    void wakesTheNextWhenSomebodyLeavesTheQueue() {
        leases.ask(claim("RUN-1", "host/a/service/x"));
        leases.queue(claim("RUN-2", "host/a"), "job-2");
        leases.queue(claim("RUN-3", "host/a/service/y"), "job-3");
        assertThat(leases.ask(claim("RUN-3", "host/a/service/y")).reason()).startsWith("RUN-2 is ahead");

        leases.free("RUN-2");

        assertThat(module.heard()).containsExactly(new WaitOver("job-3"));
    }

    @Test
    void comesBackAtOnceWhenItHasBecomeFreeMeanwhile() {
        Answer answer = leases.queue(claim("RUN-1", "host/a"), "job-1");

        assertThat(answer.until()).isEqualTo(module.clock().instant());
        assertThat(leases.waiting()).isEmpty();
    }

    @Test
    void letsACalledRunActUnderTheLeaseOfItsCaller() {
        long outer = granted(claim("RUN-1", "host/a"));
        Claim inner = new Claim("RUN-2", "other", "host/a/service/x", List.of("RUN-1"), 0);

        assertThat(granted(inner)).isEqualTo(outer);
        Claim wider = new Claim("RUN-3", "other", "host", List.of("RUN-1"), 0);
        assertThat(granted(wider)).isGreaterThan(outer);
        module.clock().pass(Duration.ofMinutes(10));
        granted(wider);
        module.clock().pass(Duration.ofMinutes(10));
        assertThat(leases.held()).noneMatch(lease -> lease.isOver(module.clock().instant()));
    }

    @Test
    void givesATargetToOneOfManyThatAskAtOnce() throws Exception {
        int most = 8;
        var worst = new AtomicInteger();
        ExecutorService threads = Executors.newFixedThreadPool(most);
        var start = new CyclicBarrier(most);
        var all = new ArrayList<Future<Integer>>();
        for (int t = 0; t < most; t++) {
            int thread = t;
            Callable<Integer> work = () -> {
                start.await();
                int got = 0;
                for (int i = 0; i < 12; i++) {
                    String run = "RUN-%d-%d".formatted(thread, i);
                    String target = thread % 2 == 0 ? "host/a" : "host/a/service/x";
                    if (leases.ask(claim(run, target)).verdict() == Answer.Verdict.GRANTED) {
                        worst.accumulateAndGet(leases.held().size(), Math::max);
                        got++;
                        leases.free(run);
                    }
                }
                return got;
            };
            all.add(threads.submit(work));
        }
        int granted = 0;
        for (Future<Integer> one : all) {
            granted += one.get();
        }
        threads.shutdown();

        assertThat(worst).hasValue(1);
        assertThat(granted).isPositive();
        assertThat(leases.held()).isEmpty();
    }

    @Test
    void refusesATargetThatIsActedOnTooOften() {
        Allowance allowance = module.bean(Allowance.class);
        for (String run : List.of("RUN-1", "RUN-2", "RUN-3")) {
            granted(claim(run, "host/a"));
            assertThat(allowance.begin(claim(run, "host/a"))).isEmpty();
            assertThat(allowance.begin(claim(run, "host/a"))).isEmpty();
            leases.free(run);
            module.clock().pass(Duration.ofMinutes(5));
        }
        granted(claim("RUN-4", "host/a"));

        assertThat(allowance.begin(claim("RUN-4", "host/a"))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("3 runs have acted on host/a within PT1H")
                .endsWith("there is room again at " + in(Duration.ofMinutes(45))));
        module.clock().pass(Duration.ofMinutes(46));
        assertThat(allowance.begin(claim("RUN-4", "host/a"))).isEmpty();
    }

    @Test
    void refusesMoreOfAPoolThanItsBudgetHas() {
        Allowance allowance = module.bean(Allowance.class);
        for (String host : List.of("host/web-1", "host/web-2/service/nginx")) {
            granted(claim("RUN-" + host, host));
            assertThat(allowance.begin(claim("RUN-" + host, host))).isEmpty();
            leases.free("RUN-" + host);
        }
        granted(claim("RUN-3", "host/web-3"));
        granted(claim("RUN-4", "host/web-2"));
        granted(claim("RUN-5", "host/db-1"));

        assertThat(allowance.begin(claim("RUN-3", "host/web-3"))).hasValueSatisfying(reason -> assertThat(reason)
                .startsWith("2 of the pool host/web-* have been acted on within PT1H, and more than 10 %"));
        assertThat(allowance.begin(claim("RUN-4", "host/web-2"))).isEmpty();
        assertThat(allowance.begin(claim("RUN-5", "host/db-1"))).isEmpty();
    }

    @Test
    void countsLeasesFreezesAndRefusals() {
        MeterRegistry metrics = module.bean(MeterRegistry.class);
        double refused =
                metrics.counter("mendflow.guard.refusals", "guard", "lease").count();
        leases.ask(claim("RUN-1", "host/a"));
        leases.queue(claim("RUN-2", "host/a"), "job-2");
        module.bean(Freezes.class).freeze(Freeze.ALL, "olga", "change");
        module.clock().pass(Duration.ofMinutes(16));
        leases.ask(claim("RUN-2", "host/a"));

        assertThat(metrics.get("mendflow.guard.leases")
                        .tag("state", "held")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(metrics.get("mendflow.guard.leases")
                        .tag("state", "waiting")
                        .gauge()
                        .value())
                .isEqualTo(1);
        assertThat(metrics.get("mendflow.guard.frozen").gauge().value()).isEqualTo(1);
        assertThat(metrics.counter("mendflow.guard.refusals", "guard", "lease").count())
                .isEqualTo(refused + 1);
    }

    @Test
    void keepsWhatAFrozenRunHolds() {
        Freezes freezes = module.bean(Freezes.class);
        assertThat(freezes.freeze("mend", "olga", "change")).isTrue();
        assertThat(freezes.freeze("mend", "otto", "change")).isFalse();
        granted(claim("RUN-1", "host/a"));
        for (int i = 0; i < 5; i++) {
            Answer answer = freezes.queue(claim("RUN-1", "host/a"), "job-1");
            assertThat(answer.reason()).startsWith("runbook 'mend' is frozen by olga since");
            module.clock().pass(Duration.between(module.clock().instant(), answer.until()));
        }

        assertThat(leases.ask(claim("RUN-2", "host/a")).verdict()).isEqualTo(Answer.Verdict.WAIT);
        freezes.freeze(Freeze.ALL, "olga", "more");
        freezes.thaw("mend", "olga", "done");
        assertThat(module.heard()).isEmpty();
        assertThat(freezes.thaw(Freeze.ALL, "olga", "done")).isTrue();
        assertThat(freezes.thaw(Freeze.ALL, "olga", "done")).isFalse();
        assertThat(module.heard()).containsExactly(new WaitOver("job-1"));
        assertThat(freezes.queue(claim("RUN-1", "host/a"), "job-1").until())
                .isEqualTo(module.clock().instant());
    }

    private String in(Duration time) {
        return Times.spoken(module.clock().instant().plus(time));
    }

    private long granted(Claim claim) {
        Answer answer = leases.ask(claim);
        assertThat(answer.verdict()).as("%s", answer).isEqualTo(Answer.Verdict.GRANTED);
        return answer.lease().fence();
    }

    private static Claim claim(String run, String target) {
        return new Claim(run, "mend", target, List.of(), 0);
    }
}
