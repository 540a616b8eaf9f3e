package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Readings.Point;
import io.mendflow.connector.Readings.Series;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Measured values: {@code monitoring.query('up{job="web"}').value}. Who answers are the routes {@code monitoring.query} and
 * {@code monitoring.range}: Prometheus as shipped. A system that is away is an answer with an error, never an exception.
 */
@Component
public class Monitoring implements Port {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Calls calls;
    private final Routes routes;
    private final String prometheus;

    Monitoring(Calls calls, Routes routes, @Value("${mendflow.prometheus.url:}") String prometheus) {
        this.calls = calls;
        this.routes = routes;
        this.prometheus = prometheus;
    }

    /** True when there is a system to ask: Prometheus by its address, or another by a route of the user's own. */
    @Read
    public boolean isConfigured() {
        return !prometheus.isBlank() || routes.isReplaced("monitoring.query");
    }

    /** The values of a PromQL expression now. */
    @Read
    public Readings query(String promql) {
        return ask("monitoring.query", new HashMap<>(Map.of("query", promql)));
    }

    /** The values of a PromQL expression from a time to another one, a step apart. */
    @Read
    public Readings range(String promql, Instant from, Instant to, Duration step) {
        var request = new HashMap<String, Object>();
        request.put("query", promql);
        request.put("start", seconds(from.toEpochMilli()));
        request.put("end", seconds(to.toEpochMilli()));
        request.put("step", seconds(step.toMillis()));
        return ask("monitoring.range", request);
    }

    @Override
    public String target(String operation, List<?> arguments) {
        return "monitoring";
    }

    private Readings ask(String route, Map<String, Object> request) {
        if (!isConfigured()) {
            return Readings.notConfigured();
        }
        Exchange exchange = calls.send(route, sent -> sent.getIn().setBody(request));
        if (exchange.getException() != null) {
            return Readings.failed("Monitoring could not be asked: " + Trouble.sentence(exchange.getException()));
        }
        return read(exchange.getMessage().getBody(String.class));
    }

    private static Readings read(@Nullable String text) {
        try {
            JsonNode answer = JSON.readTree(text == null ? "" : text);
            if (!answer.path("status").asText().equals("success")) {
                return Readings.failed(
                        "Monitoring refused the query: " + answer.path("error").asText("it gave no reason"));
            }
            var series = new ArrayList<Series>();
            JsonNode data = answer.path("data");
            if (data.path("resultType").asText().equals("scalar")) {
                series.add(new Series(Map.of(), List.of(point(data.path("result")))));
            } else {
                data.path("result").forEach(found -> series.add(series(found)));
            }
            return new Readings(true, null, series);
        } catch (JsonProcessingException e) {
            return Readings.failed("Monitoring answered with something that is not Prometheus' JSON");
        }
    }

    private static Series series(JsonNode found) {
        var labels = new HashMap<String, String>();
        found.path("metric")
                .properties()
                .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        var points = new ArrayList<Point>();
        if (found.has("value")) {
            points.add(point(found.path("value")));
        }
        found.path("values").forEach(value -> points.add(point(value)));
        return new Series(labels, points);
    }

    private static Point point(JsonNode pair) {
        String value = pair.path(1).asText();
        double number =
                switch (value) {
                    case "+Inf" -> Double.POSITIVE_INFINITY;
                    case "-Inf" -> Double.NEGATIVE_INFINITY;
                    case "", "NaN" -> Double.NaN;
                    default -> Double.parseDouble(value);
                };
        return new Point(Instant.ofEpochMilli(Math.round(pair.path(0).asDouble() * 1000)), number);
    }

    private static String seconds(long millis) {
        return java.math.BigDecimal.valueOf(millis, 3).toPlainString();
    }
}
