package io.mendflow.intake.gitlab;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Pipelines and deployments. */
final class Runs {

    private Runs() {}

    /** On the default branch a failure is an alert until a pipeline succeeds there; elsewhere it is an occurrence. */
    static List<Signal> pipeline(Event event) {
        Field pipeline = event.body().at("object_attributes").object();
        String ref = pipeline.at("ref").text();
        boolean main = event.isDefaultBranch(ref)
                && !"true".equals(pipeline.at("tag").anyText())
                && event.body().at("merge_request").isMissing();
        return switch (pipeline.at("status").text().toLowerCase(Locale.ROOT)) {
            case "success" -> main ? List.of(pipeline(event, pipeline, ref, Status.RESOLVED)) : List.of();
            case "failed" -> List.of(pipeline(event, pipeline, ref, main ? Status.FIRING : Status.OCCURRED));
            case "created",
                    "waiting_for_resource",
                    "preparing",
                    "waiting_for_callback",
                    "pending",
                    "running",
                    "canceling",
                    "canceled",
                    "skipped",
                    "manual",
                    "scheduled" -> List.of();
            default -> List.of(pipeline(event, pipeline, ref, Status.OCCURRED));
        };
    }

    private static Signal pipeline(Event event, Field pipeline, String ref, Status status) {
        Map<String, String> labels = event.labels();
        labels.put("ref", ref);
        Event.put(labels, "sha", pipeline.at("sha").anyText());
        Instant at = pipeline.at("finished_at").anyTime();
        String name = pipeline.at("name").anyText();
        return event.alert(
                        pipeline,
                        "Pipeline%s of %s on %s: %s"
                                .formatted(
                                        name == null ? "" : " '%s'".formatted(name),
                                        event.service(),
                                        ref,
                                        pipeline.at("status").text()),
                        "pipeline",
                        ref,
                        String.valueOf(name))
                .status(status)
                .severity("warning")
                .startsAt(status == Status.RESOLVED ? null : at)
                .endsAt(at)
                .labels(labels)
                .annotation("pipeline", pipeline.at("id").anyText())
                .annotation("url", pipeline.at("url").anyText())
                .annotation("trigger", pipeline.at("source").anyText())
                .annotation("commit", event.body().at("commit").at("title").anyText())
                .signal();
    }

    /** One that succeeded is a change and resolves what failed in that environment before; one that failed is an alert. */
    static List<Signal> deployment(Event event) {
        Field body = event.body();
        String environment = body.at("environment").text();
        String ref = body.at("ref").anyText();
        String what = "%s%s to %s".formatted(event.service(), ref == null ? "" : " " + ref, environment);
        Instant at = body.at("status_changed_at").anyTime();
        return switch (body.at("status").text().toLowerCase(Locale.ROOT)) {
            case "success" ->
                List.of(
                        filled(
                                        event.change(
                                                body,
                                                "Deployed " + what,
                                                "deployment",
                                                body.at("deployment_id").text()),
                                        event,
                                        environment)
                                .startsAt(at)
                                .signal(),
                        deployment(event, environment, "Deployed " + what, Status.RESOLVED, at));
            case "failed" ->
                List.of(deployment(event, environment, "Deployment of %s failed".formatted(what), Status.FIRING, at));
            case "created", "running", "canceled", "skipped", "blocked", "approved", "rejected" -> List.of();
            default ->
                List.of(deployment(
                        event,
                        environment,
                        "Deployment of %s is %s"
                                .formatted(what, body.at("status").text()),
                        Status.OCCURRED,
                        at));
        };
    }

    private static Signal deployment(
            Event event, String environment, String title, Status status, @Nullable Instant at) {
        return filled(event.alert(event.body(), title, "deployment to", environment), event, environment)
                .status(status)
                .severity("error")
                .startsAt(status == Status.RESOLVED ? null : at)
                .endsAt(at)
                .signal();
    }

    private static Draft filled(Draft draft, Event event, String environment) {
        Field body = event.body();
        Map<String, String> labels = event.labels();
        labels.put("environment", environment);
        Event.put(labels, "tier", body.at("environment_tier").anyText());
        Event.put(labels, "ref", body.at("ref").anyText());
        Event.put(labels, "sha", body.at("short_sha").anyText());
        return draft.environment(environment)
                .labels(labels)
                .annotation("deployment", body.at("deployment_id").anyText())
                .annotation("url", body.at("deployable_url").anyText())
                .annotation("commit", body.at("commit_title").anyText());
    }
}
