package io.mendflow.connector.http;

import io.mendflow.connector.Routes;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Makes a route from the template {@code http-target} for each target (host and port), because Camel's circuit breaker is one a route. The
 * target that was not called for the longest time loses its route when there would be more than {@value #MOST}.
 */
@Component("httpTargets")
class Targets implements Processor {

    private static final int MOST = 200;
    private static final String TEMPLATE = "http-target";

    private final Routes routes;
    private final Set<String> made = new LinkedHashSet<>();

    Targets(Routes routes) {
        this.routes = routes;
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String target = exchange.getProperty("target", "", String.class).replaceAll("[^A-Za-z0-9.:-]", "_");
        exchange.setProperty("target", target);
        CamelContext camel = exchange.getContext();
        String route = TEMPLATE + "-" + target;
        String oldest = use(route);
        if (camel.getRoute(route) == null || oldest != null) {
            routes.undisturbed(() -> {
                open(camel, route, target);
                close(camel, oldest);
            });
        }
    }

    /** Notes that a route is wanted, and gives the one that has to go for it. */
    private synchronized @Nullable String use(String route) {
        made.remove(route);
        made.add(route);
        if (made.size() <= MOST) {
            return null;
        }
        String oldest = made.iterator().next();
        made.remove(oldest);
        return oldest;
    }

    private static void open(CamelContext camel, String route, String target) throws Exception {
        if (camel.getRoute(route) == null) {
            TemplatedRouteBuilder.builder(camel, TEMPLATE)
                    .parameter("target", target)
                    .routeId(route)
                    .add();
        }
    }

    private static void close(CamelContext camel, @Nullable String route) throws Exception {
        if (route != null) {
            camel.getRouteController().stopRoute(route, 1, TimeUnit.SECONDS, true);
            camel.removeRoute(route);
        }
    }
}
