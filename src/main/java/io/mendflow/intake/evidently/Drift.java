package io.mendflow.intake.evidently;

import io.mendflow.intake.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of drift. Where it says nothing of the data set as a whole, the share of its drifted columns is held against Evidently's
 * default of one half.
 *
 * @param annotations numbers and columns, for people
 */
record Drift(boolean drifted, Map<String, String> annotations) {

    private static final double DEFAULT_SHARE = 0.5;

    /** Of the report of 0.7: {@code ValueDrift(column=age,method=K-S p_value,threshold=0.05)}. */
    private static final Pattern NAMED = Pattern.compile("(\\w+)=([^,)]*)");

    static Drift of(Field report) {
        if (!report.at("dataset_drift").isMissing()) {
            return new Drift(isTrue(report.at("dataset_drift")), numbers(report));
        }
        var reading = new Reading();
        for (Field metric : report.at("metrics").items()) {
            reading.take(metric.object());
        }
        return reading.drift(report.at("metrics"));
    }

    private static boolean isTrue(Field field) {
        return switch (String.valueOf(field.textOrNull())) {
            case "true" -> true;
            case "false" -> false;
            default -> field.refuse("true or false");
        };
    }

    private static double number(Field field) {
        String text = field.textOrNull();
        try {
            return text == null ? field.refuse("a number") : Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return field.refuse("a number");
        }
    }

    /** Of the reports before 0.7, and of whoever writes the same by hand. */
    private static Map<String, String> numbers(Field result) {
        Map<String, String> numbers = new LinkedHashMap<>();
        put(numbers, "driftShare", result.at("share_of_drifted_columns").textOrNull());
        put(
                numbers,
                "driftedColumnsCount",
                result.at("number_of_drifted_columns").textOrNull());
        put(numbers, "columnsCount", result.at("number_of_columns").textOrNull());
        put(numbers, "driftShareAllowed", result.at("drift_share").textOrNull());
        return numbers;
    }

    private static void put(Map<String, String> numbers, String name, @Nullable String value) {
        if (value != null) {
            numbers.put(name, value);
        }
    }

    /** Puts together what the metrics of one report say. */
    private static final class Reading {

        private final Map<String, String> annotations = new LinkedHashMap<>();
        private final List<String> drifted = new ArrayList<>();
        private int columns;
        private @Nullable Boolean dataset;

        void take(Field metric) {
            Field old = metric.at("metric");
            if (!old.isMissing()) {
                takeOld(metric.at("result"));
                return;
            }
            Field name = metric.at("metric_name").isMissing() ? metric.at("metric_id") : metric.at("metric_name");
            String named = name.text();
            if (named.startsWith("DriftedColumnsCount")) {
                takeShare(metric, named);
            } else if (named.startsWith("ValueDrift")) {
                takeColumn(metric, named);
            }
        }

        Drift drift(Field metrics) {
            if (dataset == null && columns == 0) {
                return metrics.refuse(
                        "a metric of drift (DriftedColumnsCount, ValueDrift, DatasetDriftMetric or DataDriftTable) among the metrics");
            }
            if (!drifted.isEmpty()) {
                annotations.put("driftedColumns", String.join(", ", drifted));
            }
            return new Drift(
                    dataset == null ? drifted.size() >= DEFAULT_SHARE * columns : dataset, Map.copyOf(annotations));
        }

        private void takeOld(Field result) {
            if (!result.isObject()) {
                return;
            }
            if (!result.at("dataset_drift").isMissing()) {
                dataset = isTrue(result.at("dataset_drift"));
                annotations.putAll(numbers(result));
            }
            for (String column : result.at("drift_by_columns").texts().keySet()) {
                count(column, isTrue(result.at("drift_by_columns").at(column).at("drift_detected")));
            }
        }

        private void takeShare(Field metric, String named) {
            Field share = metric.at("value").object().at("share");
            String allowed = parameter(metric, named, "drift_share");
            dataset = number(share) >= (allowed == null ? DEFAULT_SHARE : limit(metric, allowed));
            put(annotations, "driftShare", share.textOrNull());
            put(
                    annotations,
                    "driftedColumnsCount",
                    metric.at("value").at("count").textOrNull());
            put(annotations, "driftShareAllowed", allowed);
        }

        private void takeColumn(Field metric, String named) {
            String column = parameter(metric, named, "column");
            String threshold = parameter(metric, named, "threshold");
            String method = String.valueOf(parameter(metric, named, "method"));
            if (column != null && threshold != null) {
                double score = number(metric.at("value"));
                double limit = limit(metric, threshold);
                count(column, method.contains("p_value") ? score < limit : score >= limit);
            }
        }

        private static double limit(Field metric, String text) {
            try {
                return Double.parseDouble(text);
            } catch (NumberFormatException e) {
                return metric.at("config").refuse("a threshold that is a number");
            }
        }

        private void count(String column, boolean isDrifted) {
            columns++;
            if (isDrifted && !drifted.contains(column)) {
                drifted.add(column);
            }
        }

        private static @Nullable String parameter(Field metric, String named, String name) {
            Field config = metric.at("config");
            String given = config.isObject() ? config.at(name).textOrNull() : null;
            if (given != null) {
                return given;
            }
            Matcher matcher = NAMED.matcher(named);
            while (matcher.find()) {
                if (matcher.group(1).equals(name)) {
                    return matcher.group(2);
                }
            }
            return null;
        }
    }
}
