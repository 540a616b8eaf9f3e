package io.mendflow.connector;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.Readings.Point;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * How a version of a model does while it serves: its error rate, its latency, its scores, what it earns. A source is a query of {@link Monitoring}, or
 * a document of at most 1 MiB that is read by the route {@code http} from where {@code mendflow.live-metrics.allowed-urls} allows.
 *
 * <p>A source that is away, does not know the version, has no value or has one that is no finite number is no data, and says why. What the request
 * itself makes impossible is thrown: {@link IllegalArgumentException} for no URL or pointer, {@link NotAllowed} for one that the settings do not allow.
 */
@Component
public class LiveMetrics {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Monitoring monitoring;
    private final HttpCalls http;
    private final LiveMetricsSettings settings;
    private final AllowedUrls allowed;

    LiveMetrics(Monitoring monitoring, HttpCalls http, LiveMetricsSettings settings) {
        this.monitoring = monitoring;
        this.http = http;
        this.settings = settings;
        this.allowed = new AllowedUrls("mendflow.live-metrics.allowed-urls", settings.allowedUrls());
    }

    /** The one value of a metric now: a query has to be of one series, and a pointer has to lead to a number. */
    public LiveReading read(MetricRequest request) {
        return request.source().query() == null
                ? one(request)
                : one(request.inQuery(request.source().query()));
    }

    /**
     * Many values of a metric: all points of all series of a query (such as a selector over a window), or the numbers of the array that a pointer
     * leads to. What is not finite there is left out.
     *
     * @param most values to hand back, the last ones; from 1 on
     */
    public LiveReading sample(MetricRequest request, int most) {
        if (most < 1) {
            throw new IllegalArgumentException("Expected a sample of at least one value, got " + most);
        }
        return request.source().query() == null
                ? many(request, most)
                : many(request.inQuery(request.source().query()), most);
    }

    private LiveReading one(String query) {
        Readings readings = monitoring.query(query);
        if (readings.error() != null) {
            return LiveReading.nothing(readings.error());
        }
        List<Readings.Series> series = readings.series().stream()
                .filter(found -> !found.points().isEmpty())
                .toList();
        if (series.size() > 1) {
            return LiveReading.nothing(
                    "Expected a query of one series, but it has %d; aggregate them, as by sum() or max()"
                            .formatted(series.size()));
        }
        if (series.isEmpty()) {
            return LiveReading.nothing("Monitoring has no value for the query");
        }
        double value = series.get(0).getValue();
        return Double.isFinite(value)
                ? LiveReading.of(value)
                : LiveReading.nothing("Monitoring has %s for the query, which is no value".formatted(value));
    }

    private LiveReading many(String query, int most) {
        Readings readings = monitoring.query(query);
        if (readings.error() != null) {
            return LiveReading.nothing(readings.error());
        }
        List<Double> values = readings.series().stream()
                .flatMap(series -> series.points().stream())
                .sorted(Comparator.comparing(Point::at))
                .map(Point::value)
                .filter(Double::isFinite)
                .toList();
        return some(values, most, "Monitoring has no finite value for the query");
    }

    private LiveReading one(MetricRequest request) {
        Found found = document(request);
        if (found.noData != null) {
            return LiveReading.nothing(found.noData);
        }
        JsonNode value = Objects.requireNonNull(found.value);
        return isFinite(value)
                ? LiveReading.of(value.asDouble())
                : LiveReading.nothing("Expected a finite number at '%s' of the document, but there is %s"
                        .formatted(request.source().pointer(), shown(value)));
    }

    private LiveReading many(MetricRequest request, int most) {
        Found found = document(request);
        if (found.noData != null) {
            return LiveReading.nothing(found.noData);
        }
        JsonNode array = Objects.requireNonNull(found.value);
        if (!array.isArray()) {
            return LiveReading.nothing("Expected an array of numbers at '%s' of the document, but there is %s"
                    .formatted(request.source().pointer(), shown(array)));
        }
        var values = new ArrayList<Double>();
        for (JsonNode value : array) {
            if (isFinite(value)) {
                values.add(value.asDouble());
            }
        }
        return some(
                values,
                most,
                "The array at '%s' of the document has no finite number"
                        .formatted(request.source().pointer()));
    }

    /** The node that a request's pointer leads to; both null never. */
    private Found document(MetricRequest request) {
        JsonPointer pointer = JsonPointer.compile(
                request.inPointer(Objects.requireNonNull(request.source().pointer())));
        URI url = allowed.require(
                request.inUrl(Objects.requireNonNull(request.source().url())));
        Answer answer = http.get(url, Map.of("Accept", "application/json"), settings.deadline());
        if (!answer.isOk()) {
            return Found.nothing("The document could not be read: " + answer.getError());
        }
        JsonNode root;
        try {
            root = JSON.readTree(answer.getBody());
        } catch (JsonProcessingException e) {
            return Found.nothing(
                    answer.getBody().length() < HttpCalls.LONGEST_BODY
                            ? "Expected a JSON document, but it is something else"
                            : "Expected a JSON document of at most 1 MiB, but it is longer");
        }
        JsonNode value = root.at(pointer);
        return value.isMissingNode() || value.isNull()
                ? Found.nothing("The document has nothing at '%s'".formatted(pointer))
                : new Found(value, null);
    }

    private static LiveReading some(List<Double> values, int most, String none) {
        return values.isEmpty()
                ? LiveReading.nothing(none)
                : new LiveReading(values.subList(Math.max(0, values.size() - most), values.size()), null);
    }

    private static boolean isFinite(JsonNode value) {
        return value.isNumber() && Double.isFinite(value.asDouble());
    }

    private static String shown(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> "a number that is too large";
            case STRING -> "text";
            case BOOLEAN -> "true or false";
            case ARRAY -> "an array";
            default -> "an object";
        };
    }

    private record Found(@Nullable JsonNode value, @Nullable String noData) {

        static Found nothing(String why) {
            return new Found(null, why);
        }
    }
}
