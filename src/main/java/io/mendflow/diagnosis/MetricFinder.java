package io.mendflow.diagnosis;

import io.mendflow.connector.Monitoring;
import io.mendflow.connector.Readings;
import io.mendflow.diagnosis.DiagnosisSettings.Query;
import io.mendflow.incident.Incident;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** Looks for metrics out of bounds, where monitoring is configured. The worst of an expression's values counts. */
@Component
class MetricFinder implements CauseFinder {

    private final Monitoring monitoring;
    private final Map<String, Query> queries;

    MetricFinder(Monitoring monitoring, DiagnosisSettings settings) {
        this.monitoring = monitoring;
        this.queries = new TreeMap<>(settings.queries());
    }

    @Override
    public String name() {
        return "metric";
    }

    boolean hasQueries() {
        return monitoring.isConfigured() && !queries.isEmpty();
    }

    @Override
    public List<Finding> find(Incident incident) {
        var findings = new ArrayList<Finding>();
        if (!monitoring.isConfigured()) {
            return findings;
        }
        Map<String, String> values = Map.of("service", incident.service(), "environment", incident.environment());
        for (Map.Entry<String, Query> entry : queries.entrySet()) {
            Query query = entry.getValue();
            Readings readings = monitoring.query(PromQl.fill(query.promql(), values));
            if (readings.error() != null) {
                findings.add(Finding.note(
                        name(),
                        incident.service(),
                        "Metric '%s' could not be looked at. %s".formatted(entry.getKey(), readings.error())));
                // One that is away is not asked again and again: each question may take its whole deadline.
                break;
            }
            readings.series().stream()
                    .mapToDouble(Readings.Series::getValue)
                    .filter(query::isBeyond)
                    .boxed()
                    .max(
                            query.beyond() == DiagnosisSettings.Side.ABOVE
                                    ? Double::compare
                                    : (a, b) -> Double.compare(b, a))
                    .ifPresent(worst -> findings.add(finding(incident, entry.getKey(), query, worst)));
        }
        return findings;
    }

    private Finding finding(Incident incident, String metric, Query query, double value) {
        String sentence = query.sentence()
                .replace("{value}", number(value))
                .replace("{service}", incident.service())
                .replace("{environment}", incident.environment());
        String evidence =
                "%s (%s is %s, threshold %s)".formatted(sentence, metric, number(value), number(query.threshold()));
        return new Finding(name(), incident.service(), metric, query.score(), evidence);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.4g", value)
                .replaceFirst("(\\.\\d*?)0+$", "$1")
                .replaceFirst("\\.$", "");
    }
}
