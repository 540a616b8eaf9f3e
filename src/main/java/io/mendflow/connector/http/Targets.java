package io.mendflow.connector.http;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.springframework.stereotype.Component;

/**
 * Makes a route from the template {@code http-target} for each target (host and port), because Camel's circuit breaker is one a route. The
 * target that was not called for the longest time loses its route when there would be more than {@value #MOST}.
 */
@Component("httpTargets")
class Targets implements Processor {

    private static final int MOST = 200;
    private static final String TEMPLATE = "http-target";

    private final Map<String, String> routes = new LinkedHashMap<>(16, 0.75f, true);

    @Override
    public void process(Exchange exchange) throws Exception {
        String target = exchange.getProperty("target", "", String.class).replaceAll("[^A-Za-z0-9.:-]", "_");
        exchange.setProperty("target", target);
        open(exchange.getContext(), target);
    }

    private synchronized void open(CamelContext camel, String target) throws Exception {
        String known = routes.get(target);
        if (known != null && camel.getRoute(known) != null) {
            return;
        }
        String id = TEMPLATE + "-" + target;
        TemplatedRouteBuilder.builder(camel, TEMPLATE)
                .parameter("target", target)
                .routeId(id)
                .add();
        routes.put(target, id);
        if (routes.size() > MOST) {
            String oldest = routes.keySet().iterator().next();
            close(camel, routes.remove(oldest));
        }
    }

    private static void close(CamelContext camel, String route) throws Exception {
        camel.getRouteController().stopRoute(route, 1, java.util.concurrent.TimeUnit.SECONDS, true);
        camel.removeRoute(route);
    }
}
