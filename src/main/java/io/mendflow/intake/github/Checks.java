package io.mendflow.intake.github;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Field;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code workflow_run} and {@code check_run} that are completed. On the default branch a failure is an alert until the same workflow or check
 * succeeds there; elsewhere it is an occurrence.
 */
final class Checks {

    private Checks() {}

    static List<Signal> workflow(Event event) {
        Field run = event.body().at("workflow_run").object();
        String workflow = run.at("workflow_id").anyText();
        String name = run.at("name").anyText();
        return read(
                event,
                run,
                "workflow",
                workflow == null ? run.at("name").text() : workflow,
                name == null ? "Workflow " + workflow : "Workflow '%s'".formatted(name),
                run.at("head_branch").anyText(),
                run.at("updated_at").anyTime());
    }

    static List<Signal> check(Event event) {
        Field run = event.body().at("check_run").object();
        String name = run.at("name").text();
        return read(
                event,
                run,
                "check",
                name,
                "Check '%s'".formatted(name),
                run.at("check_suite").at("head_branch").anyText(),
                run.at("completed_at").anyTime());
    }

    private static List<Signal> read(
            Event event,
            Field run,
            String kind,
            String key,
            String name,
            @Nullable String branch,
            @Nullable Instant at) {
        String conclusion = run.at("conclusion").anyText();
        if (conclusion == null) {
            return List.of();
        }
        boolean main = event.isDefaultBranch(branch);
        return switch (conclusion.toLowerCase(Locale.ROOT)) {
            case "success" ->
                main ? List.of(signal(event, run, kind, key, name, branch, at, Status.RESOLVED)) : List.of();
            case "failure", "timed_out", "startup_failure" ->
                List.of(signal(event, run, kind, key, name, branch, at, main ? Status.FIRING : Status.OCCURRED));
            case "cancelled", "neutral", "skipped", "stale" -> List.of();
            default -> List.of(signal(event, run, kind, key, name, branch, at, Status.OCCURRED));
        };
    }

    private static Signal signal(
            Event event,
            Field run,
            String kind,
            String key,
            String name,
            @Nullable String branch,
            @Nullable Instant at,
            Status status) {
        Map<String, String> labels = event.labels();
        Event.put(labels, kind, run.at("name").anyText());
        Event.put(labels, "branch", branch);
        Event.put(labels, "sha", run.at("head_sha").anyText());
        String conclusion = String.valueOf(run.at("conclusion").anyText());
        return event.alert(
                        run,
                        "%s of %s on %s: %s".formatted(name, event.service(), branch, conclusion),
                        event.repository(),
                        kind,
                        key,
                        String.valueOf(branch))
                .status(status)
                .severity("warning")
                .startsAt(status == Status.RESOLVED ? null : at)
                .endsAt(at)
                .labels(labels)
                .annotation("url", run.at("html_url").anyText())
                .annotation("event", run.at("event").anyText())
                .annotation("run", run.at("id").anyText())
                .annotation("summary", run.at("output").at("title").anyText())
                .signal();
    }
}
