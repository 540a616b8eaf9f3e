package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/**
 * Where a live metric of a model's version is measured: a query of monitoring, or a JSON document that a URL answers with. Query, URL and pointer may
 * have the placeholders {@code {model}}, {@code {version}} and {@code {window}} (such as {@code 300s}).
 *
 * @param query PromQL, such as <code>sum(rate(errors_total{version="{version}"}[{window}]))</code>, a placeholder of a text always between double quotes
 * @param url such as <code>http://scorer:8080/models/{model}/versions/{version}?window={window}</code>
 * @param pointer to the value in the document (RFC 6901), such as {@code /latency/p99}; the empty one is the whole document
 */
public record MetricSource(@Nullable String query, @Nullable String url, @Nullable String pointer) {

    public MetricSource {
        if ((query == null) == (url == null) || (url == null) != (pointer == null)) {
            throw new IllegalArgumentException(
                    "Expected a live metric to have either a query, or a url and a pointer, got query '%s', url '%s' and pointer '%s'"
                            .formatted(query, url, pointer));
        }
        if (pointer != null && !pointer.isEmpty() && !pointer.startsWith("/")) {
            throw new IllegalArgumentException(
                    "Expected a JSON pointer, such as /latency/p99, got '%s'".formatted(pointer));
        }
    }

    public static MetricSource query(String promql) {
        return new MetricSource(promql, null, null);
    }

    public static MetricSource document(String url, String pointer) {
        return new MetricSource(null, url, pointer);
    }
}
