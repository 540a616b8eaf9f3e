package io.mendflow.connector;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A live metric of one version of a model.
 *
 * @param model without quotes, backslashes and control characters
 * @param version letters, digits, dots, hyphens and underscores
 * @param window that is looked back over, in whole milliseconds
 */
public record MetricRequest(MetricSource source, String model, String version, Duration window) {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(model|version|window)}");

    public MetricRequest {
        if (!version.matches("[A-Za-z0-9._-]+")) {
            throw new IllegalArgumentException(
                    "Expected a version of letters, digits, dots, hyphens and underscores, got '%s'"
                            .formatted(shown(version)));
        }
        if (model.isBlank() || !model.matches("[^\"'`\\\\{}\\p{Cntrl}]+")) {
            throw new IllegalArgumentException(
                    "Expected the name of a model without quotes, backslashes, braces and control characters, got '%s'"
                            .formatted(shown(model)));
        }
        if (window.toMillis() <= 0) {
            throw new IllegalArgumentException("Expected a window of some time, got " + window);
        }
    }

    /** A query with its placeholders filled in. */
    String inQuery(String text) {
        return filled(text, value -> value);
    }

    /** A URL with its placeholders filled in, each as a part of a path or of a query. */
    String inUrl(String text) {
        return filled(
                text, value -> URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
    }

    /** A JSON pointer with its placeholders filled in, each as one token. */
    String inPointer(String text) {
        return filled(text, value -> value.replace("~", "~0").replace("/", "~1"));
    }

    private String filled(String text, UnaryOperator<String> escaped) {
        return PLACEHOLDER
                .matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(escaped.apply(value(found.group(1)))));
    }

    private String value(String placeholder) {
        return switch (placeholder) {
            case "model" -> model;
            case "version" -> version;
            default -> window.toMillis() % 1000 == 0 ? window.toSeconds() + "s" : window.toMillis() + "ms";
        };
    }

    private static String shown(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
