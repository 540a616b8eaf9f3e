package io.mendflow.runbook;

import io.mendflow.connector.Fence;
import io.mendflow.connector.Port;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A verb that notes what a runbook does, and answers as a test has set it up. */
public final class Probe implements Port {

    private final List<String> acts = new CopyOnWriteArrayList<>();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Map<String, Boolean> answers = new ConcurrentHashMap<>();
    private final Map<String, Deque<Number>> measures = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();
    private final CyclicBarrier meeting = new CyclicBarrier(2);
    private final List<String> alone = new CopyOnWriteArrayList<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    /** Something with an effect. */
    @Effect
    public String act(String what) throws InterruptedException {
        acts.add(what);
        CountDownLatch gate = gates.get(what);
        if (gate != null) {
            gate.await();
        }
        if (failures.merge(what, -1, Integer::sum) >= 0) {
            throw new IllegalStateException(what + " went wrong");
        }
        return what + " done";
    }

    /** Something with an effect that comes back only when a second one is done at the same time. */
    @Effect
    public String meet(String what) throws InterruptedException, BrokenBarrierException, TimeoutException {
        if (!alone.contains(what)) {
            meeting.await(10, TimeUnit.SECONDS);
        }
        return act(what);
    }

    /** Something with an effect that is done only when it is released. */
    @Effect
    public void hold(String what) throws InterruptedException {
        act(what);
        released.await(10, TimeUnit.SECONDS);
    }

    /** Something that can be asked. */
    @Read
    public boolean ask(String what) {
        acts.add(what + "?");
        return answers.getOrDefault(what, true);
    }

    /** Something that can be measured; what comes after the values that a test has set up is the last of them. */
    @Read
    public Number measure(String what) {
        Deque<Number> left = measures.get(what);
        return left.size() > 1 ? left.poll() : left.peek();
    }

    /** Something that is told a secret. */
    @Effect
    public String tell(Map<String, Object> options, String secret) {
        return "told";
    }

    /** Leads on to something. */
    @LeadsOn
    public Probe part(String name) {
        return this;
    }

    /** The fencing number that connectors would hand on; 0 without a lease. */
    @Read
    public long fence() {
        return Fence.current().map(Fence::number).orElse(0L);
    }

    /** Never comes back, unless interrupted. */
    @Effect
    public void hang() throws InterruptedException {
        acts.add("hang");
        never.await();
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "probe/" + operation;
    }

    void fails(String what, int times) {
        failures.put(what, times);
    }

    /** From now on this does not end before it is let go. */
    void holds(String what) {
        gates.put(what, new CountDownLatch(1));
    }

    void letGo() {
        gates.values().forEach(CountDownLatch::countDown);
        gates.clear();
    }

    void release() {
        released.countDown();
    }

    /** It meets nobody. */
    void alone(String what) {
        alone.add(what);
    }

    void measures(String what, Number... values) {
        measures.put(what, new ConcurrentLinkedDeque<>(List.of(values)));
    }

    public void answers(String what, boolean answer) {
        answers.put(what, answer);
    }

    List<String> acts() {
        return acts;
    }

    void forget() {
        letGo();
        acts.clear();
        failures.clear();
        answers.clear();
        measures.clear();
        alone.clear();
    }
}
