package io.mendflow.intake.github;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code deployment_status}: one that succeeded is a change and resolves what failed in that environment before; one that failed is an alert. */
final class Deployments {

    private static final String PRODUCTION = "production";

    private Deployments() {}

    static List<Signal> read(Event event) {
        Field status = event.body().at("deployment_status").object();
        Field deployment = event.body().at("deployment");
        String state = status.at("state").text();
        String environment = Stream.of(status.at("environment"), deployment.at("environment"))
                .map(Field::anyText)
                .filter(name -> name != null)
                .findFirst()
                .orElse(PRODUCTION);
        String ref = deployment.at("ref").anyText();
        String what = "%s%s to %s".formatted(event.service(), ref == null ? "" : " " + ref, environment);
        return switch (state) {
            case "success" ->
                List.of(
                        change(event, status, deployment, environment, "Deployed " + what),
                        alert(event, status, deployment, environment, Status.RESOLVED, "Deployed " + what));
            case "failure", "error" ->
                List.of(alert(
                        event,
                        status,
                        deployment,
                        environment,
                        Status.FIRING,
                        "Deployment of %s failed".formatted(what)));
            case "pending", "queued", "in_progress", "waiting", "inactive", "destroyed" -> List.of();
            default ->
                List.of(alert(
                        event,
                        status,
                        deployment,
                        environment,
                        Status.OCCURRED,
                        "Deployment of %s is %s".formatted(what, state)));
        };
    }

    private static Signal change(Event event, Field status, Field deployment, String environment, String title) {
        Instant at = status.at("created_at").anyTime();
        return filled(
                        event.change(
                                status,
                                title,
                                event.repository(),
                                "deployment",
                                String.valueOf(status.at("id").anyText())),
                        event,
                        status,
                        deployment,
                        environment)
                .startsAt(at)
                .signal();
    }

    private static Signal alert(
            Event event, Field status, Field deployment, String environment, Status is, String title) {
        Instant at = status.at("created_at").anyTime();
        return filled(
                        event.alert(status, title, event.repository(), "deployment", environment),
                        event,
                        status,
                        deployment,
                        environment)
                .status(is)
                .severity("error")
                .startsAt(is == Status.RESOLVED ? null : at)
                .endsAt(at)
                .signal();
    }

    private static Draft filled(Draft draft, Event event, Field status, Field deployment, String environment) {
        Map<String, String> labels = event.labels();
        Event.put(labels, "environment", environment);
        Event.put(labels, "ref", deployment.at("ref").anyText());
        Event.put(labels, "sha", deployment.at("sha").anyText());
        Event.put(labels, "deployment", deployment.at("id").anyText());
        String log = status.at("log_url").anyText();
        return draft.environment(environment)
                .labels(labels)
                .annotation("description", status.at("description").anyText())
                .annotation("description", deployment.at("description").anyText())
                .annotation("url", log == null ? status.at("target_url").anyText() : log);
    }
}
