package io.mendflow.remediation;

import io.mendflow.incident.Incident;
import java.util.Map;
import java.util.stream.Collectors;

/** What a person reads first about an incident or a run. */
final class Summaries {

    /** As long as a string variable can be. */
    private static final int LONGEST = 3900;

    private Summaries() {}

    static String of(Incident incident) {
        return cut("%s in %s is in trouble (%s). Labels: %s"
                .formatted(
                        incident.service(),
                        incident.environment(),
                        incident.severity().text(),
                        pairs(incident.labels())));
    }

    static String pairs(Map<String, ?> values) {
        return values.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    }
}
