package io.mendflow.runbook.testing;

import io.mendflow.runbook.Verb;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.target.EmptyTargetSource;
import org.springframework.util.ClassUtils;

/**
 * Fake targets: stand-ins for the connectors' ports that note every call and answer as they are told. What they were not told about is refused, and
 * fails the test.
 */
final class Fakes {

    private final TestClock clock;
    private final Map<String, Class<?>> verbs = new TreeMap<>();
    private final Map<Object, Root> roots = new IdentityHashMap<>();
    private final List<Rule> rules = new ArrayList<>();
    private final List<Reaction> reactions = new ArrayList<>();
    private final List<Called> calls = Collections.synchronizedList(new ArrayList<>());
    private final LinkedHashMap<String, String> untold = new LinkedHashMap<>();
    private volatile Thread worker = Thread.currentThread();

    Fakes(TestClock clock) {
        this.clock = clock;
    }

    TestClock clock() {
        return clock;
    }

    /** Stands in for a port. */
    <P> P port(Class<P> type) {
        var root = new Root();
        P port = type.cast(proxy(type, root, List.of()));
        roots.put(port, root);
        return port;
    }

    /** Takes note of the name that runbooks call a stand-in by. */
    void named(Verb verb) {
        Root root = roots.get(verb.port());
        if (root != null) {
            root.name = verb.name();
            verbs.put(verb.name(), ClassUtils.getUserClass(verb.port().getClass()));
        }
    }

    /** The kind of port behind each verb. */
    Map<String, Class<?>> verbs() {
        return verbs;
    }

    synchronized void forget() {
        rules.clear();
        reactions.clear();
        calls.clear();
        untold.clear();
    }

    synchronized void add(Rule rule) {
        rules.remove(rule);
        rules.add(rule);
    }

    synchronized void react(Rule call, Runnable change) {
        reactions.add(new Reaction(call, null, change));
    }

    synchronized void react(Duration after, Runnable change) {
        reactions.add(new Reaction(null, clock.instant().plus(after), change));
    }

    List<Called> calls() {
        synchronized (calls) {
            return List.copyOf(calls);
        }
    }

    /** Notes which thread works the engine's jobs. */
    void workedBy(Thread thread) {
        worker = thread;
    }

    /** What a node meets that is being stopped in the middle of a call: its thread is interrupted. */
    RuntimeException crash() {
        worker.interrupt();
        return new IllegalStateException("the node dies in the middle of the call");
    }

    /** Calls that nothing was told about, a sentence each. */
    synchronized List<String> untold() {
        return List.copyOf(untold.values());
    }

    private Object proxy(Class<?> type, Root root, List<Segment> path) {
        if (Modifier.isFinal(type.getModifiers())) {
            throw new IllegalArgumentException(
                    "Expected port %s not to be final, so that tests can stand in for it".formatted(type.getName()));
        }
        var factory = new ProxyFactory();
        factory.setProxyTargetClass(true);
        factory.setOpaque(true);
        factory.setTargetSource(EmptyTargetSource.forClass(type));
        factory.addAdvice((MethodInterceptor) invocation -> invoked(invocation, type, root, path));
        return factory.getProxy(type.getClassLoader());
    }

    private @Nullable Object invoked(MethodInvocation invocation, Class<?> type, Root root, List<Segment> path) {
        Method method = invocation.getMethod();
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(method, type, invocation.getThis());
        }
        var called = new ArrayList<Segment>();
        called.add(Segment.of(root.name));
        called.addAll(path);
        if (method.getName().equals("target") && method.getParameterCount() == 2) {
            return Segment.written(called);
        }
        Segment last = Segment.of(Operations.name(method), invocation.getArguments());
        if (Operations.leadsOn(method)) {
            var on = new ArrayList<>(path);
            on.add(last);
            return proxy(method.getReturnType(), root, on);
        }
        called.add(last);
        return answer(method, called);
    }

    private static Object ofObject(Method method, Class<?> type, @Nullable Object self) {
        return switch (method.getName()) {
            case "equals" -> false;
            case "hashCode" -> System.identityHashCode(self);
            default -> "fake " + type.getSimpleName();
        };
    }

    private @Nullable Object answer(Method method, List<Segment> path) {
        var called = new Called(path, Operations.isEffect(method));
        calls.add(called);
        take(reaction -> reaction.at != null && !reaction.at.isAfter(clock.instant()));
        Object answer = rule(path).orElseThrow(() -> refuse(path)).answer(method);
        take(reaction -> reaction.call != null && reaction.call.matches(path));
        return answer;
    }

    /** The latest one that speaks of the call. */
    private synchronized Optional<Rule> rule(List<Segment> path) {
        return rules.stream().filter(rule -> rule.matches(path)).reduce((one, later) -> later);
    }

    private void take(Predicate<Reaction> due) {
        List<Reaction> taken;
        synchronized (this) {
            taken = reactions.stream().filter(due).toList();
            reactions.removeAll(taken);
        }
        taken.forEach(reaction -> reaction.change.run());
    }

    private synchronized Untold refuse(List<Segment> path) {
        String written = Segment.written(path);
        String reason = "the runbook called %s, but the test does not say what it answers; add to given: %s.answers(…)"
                .formatted(written, written);
        untold.putIfAbsent(written, reason);
        return new Untold(reason);
    }

    /** Where the way to an operation begins; its verb is known only after its port. */
    private static final class Root {
        private String name = "?";
    }

    /** Something that changes once a call was made, or at a time. */
    private record Reaction(@Nullable Rule call, @Nullable Instant at, Runnable change) {}

    /** A call that the test does not know. */
    static final class Untold extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Untold(String message) {
            super(message);
        }
    }
}
