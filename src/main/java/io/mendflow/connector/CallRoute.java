package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.camunda.bpm.engine.delegate.DelegateExecution;
import org.camunda.bpm.engine.delegate.JavaDelegate;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Calls a Camel route from a BPMN service task with {@code camunda:delegateExpression="${callRoute}"}.
 *
 * <p>The input parameter {@code route} names a route by what follows {@code direct:}. All other input parameters of the task, and nothing else
 * of the process, go to the route as a map body; the business key goes as header {@code BusinessKey}. What the route answers is the local
 * variable {@code answer}, for an output parameter to take: text, a number or a boolean as it is, anything else as JSON text. When the route
 * fails the job fails, and is tried again as the task says.
 */
@Component("callRoute")
class CallRoute implements JavaDelegate {

    private static final int LONGEST = 4000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Calls calls;
    private final Routes routes;

    CallRoute(Calls calls, Routes routes) {
        this.calls = calls;
        this.routes = routes;
    }

    @Override
    public void execute(DelegateExecution execution) {
        String route = route(execution);
        Map<String, @Nullable Object> body = new HashMap<>(execution.getVariablesLocal());
        body.remove("route");
        Exchange exchange = calls.send(route, sent -> {
            sent.getIn().setBody(body);
            sent.getIn().setHeader("BusinessKey", execution.getProcessBusinessKey());
        });
        Throwable failure = Calls.cause(exchange.getException());
        if (failure != null) {
            throw new RouteFailed(route, failure);
        }
        execution.setVariableLocal("answer", value(exchange));
    }

    private String route(DelegateExecution execution) {
        String route = Objects.toString(execution.getVariableLocal("route"), "");
        List<String> known = routes.list().stream()
                .map(RouteInfo::from)
                .filter(from -> from.startsWith("direct:"))
                .map(from -> from.substring("direct:".length()))
                .sorted()
                .toList();
        if (!known.contains(route)) {
            throw new IllegalArgumentException(
                    "Expected task '%s' to have an input parameter 'route' that is one of %s, got '%s'"
                            .formatted(execution.getCurrentActivityId(), String.join(", ", known), route));
        }
        return route;
    }

    private static @Nullable Object value(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        if (body == null || body instanceof Number || body instanceof Boolean) {
            return body;
        }
        if (body instanceof Map || body instanceof List || body instanceof Record) {
            try {
                return cut(JSON.writeValueAsString(body));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Expected an answer that can be written as JSON", e);
            }
        }
        return cut(Objects.toString(exchange.getMessage().getBody(String.class), ""));
    }

    /** The engine keeps a text variable of at most 4000 characters. */
    private static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
