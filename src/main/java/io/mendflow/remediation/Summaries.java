package io.mendflow.remediation;

import io.mendflow.incident.Incident;
import io.mendflow.runbook.Plan;
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

    /** A plan as a person reads it: a line an effect. */
    static String of(Plan plan) {
        String effects = plan.effects().stream()
                .map(effect -> "%s: %s.%s(%s) on %s%s"
                        .formatted(
                                effect.step(),
                                effect.connector(),
                                effect.operation(),
                                effect.arguments().stream().map(String::valueOf).collect(Collectors.joining(", ")),
                                effect.target(),
                                effect.undo() == null ? "" : ", can be taken back"))
                .collect(Collectors.joining("\n"));
        String gaps = plan.gaps().isEmpty() ? "" : "\nNot seen: " + String.join("; ", plan.gaps());
        String applies = plan.applies() ? "" : "A precondition does not hold now; as it is, nothing would be done.\n";
        return cut(applies + (effects.isEmpty() ? "No effect." : effects) + gaps);
    }

    static String cut(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST - 1) + "…" : text;
    }
}
