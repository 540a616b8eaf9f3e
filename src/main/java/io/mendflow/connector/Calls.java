package io.mendflow.connector;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * The one way out: every port calls a {@code direct:} route through here, in the caller's thread and transaction. Each call is timed as
 * {@code mendflow.connector.calls} by route and outcome.
 */
@Component
class Calls {

    private final ProducerTemplate routes;
    private final MeterRegistry metrics;

    /** Lazily, because beans of routes may use ports. */
    Calls(@Lazy ProducerTemplate routes, MeterRegistry metrics) {
        this.routes = routes;
        this.metrics = metrics;
    }

    /** Calls a route and hands back what came of it, exception and all. */
    Exchange send(String route, Consumer<Exchange> request) {
        Timer.Sample sample = Timer.start(metrics);
        Exchange exchange = routes.send("direct:" + route, request::accept);
        boolean ok = exchange.getException() == null;
        sample.stop(Timer.builder("mendflow.connector.calls")
                .description("Calls to the outside")
                .tag("route", route)
                .tag("outcome", ok ? "answered" : "failed")
                .register(metrics));
        return exchange;
    }

    /**
     * Calls a route with a body and hands back the answer's.
     *
     * @throws RuntimeException what the route failed with
     */
    Exchange call(String route, Object body) {
        Exchange exchange = send(route, sent -> sent.getIn().setBody(body));
        Throwable failure = cause(exchange.getException());
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure != null) {
            throw new RouteFailed(route, failure);
        }
        return exchange;
    }

    /**
     * Calls a route with a map and hands back its answer, which has to be of that type.
     *
     * @throws RuntimeException what the route failed with
     */
    <T> T ask(String route, Map<String, Object> request, Class<T> type) {
        Object answer = call(route, new HashMap<>(request)).getMessage().getBody();
        if (!type.isInstance(answer)) {
            throw new IllegalStateException("Expected route '%s' to answer with a %s, but it answered with %s"
                    .formatted(route, type.getSimpleName(), answer));
        }
        return type.cast(answer);
    }

    /** What really went wrong, without Camel's wrapping; null for null. */
    static @Nullable Throwable cause(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof RuntimeCamelException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
