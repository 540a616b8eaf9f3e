package io.mendflow.intake.datadog;

import io.mendflow.incident.Signal.Status;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the notification says of its monitor.
 *
 * @param word as it came; null when nothing says it
 * @param starts true when this is the beginning, and not a reminder of it
 */
record Transition(Status status, @Nullable String severity, @Nullable String word, boolean starts) {

    private static final Pattern PRIORITY = Pattern.compile("P[1-5]", Pattern.CASE_INSENSITIVE);

    static Transition of(Variables variables, Title title) {
        String said = variables.text("alerttransition", "transition", "alertstate", "state");
        String word = said == null ? title.transition() : said;
        String type = plain(variables.text("alerttype"));
        String plain = plain(word);
        boolean reminder = plain.startsWith("re-") || plain.equals("renotify");
        Status status = status(plain.replaceFirst("^re-", ""), type, plain(variables.text("eventtype")));
        String priority = priority(variables, title);
        String severity = priority == null ? severity(plain, type) : priority;
        return new Transition(status, severity, word, status == Status.FIRING && word != null && !reminder);
    }

    /** Where the transition says nothing the type of the alert may, which is {@code success} for a recovery. */
    private static Status status(String transition, String alertType, String eventType) {
        return switch (transition) {
            case "triggered", "warn", "no data", "alert", "warning", "renotify" -> Status.FIRING;
            case "recovered", "recovery", "ok", "resolved" -> Status.RESOLVED;
            default ->
                switch (alertType) {
                    case "error", "warning" -> Status.FIRING;
                    case "success" -> Status.RESOLVED;
                    default -> eventType.contains("monitor") ? Status.FIRING : Status.OCCURRED;
                };
        };
    }

    /** That of the monitor; {@code $PRIORITY} is of the event, and only {@code normal} or {@code low}. */
    private static @Nullable String priority(Variables variables, Title title) {
        String priority = variables.text("alertpriority", "priority");
        return priority != null && PRIORITY.matcher(priority.strip()).matches() ? priority : title.priority();
    }

    private static @Nullable String severity(String transition, String alertType) {
        if (transition.contains("warn")) {
            return "warning";
        }
        return alertType.equals("success") ? "info" : alertType.isEmpty() ? null : alertType;
    }

    private static String plain(@Nullable String word) {
        return word == null ? "" : word.strip().toLowerCase(Locale.ROOT);
    }
}
