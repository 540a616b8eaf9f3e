package io.mendflow.intake.github;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** {@code push} to the default branch, and {@code release}. */
final class Changes {

    private static final String BRANCH = "refs/heads/";

    private Changes() {}

    static List<Signal> push(Event event) {
        Field body = event.body();
        String ref = body.at("ref").text();
        String branch = ref.startsWith(BRANCH) ? ref.substring(BRANCH.length()) : null;
        if (!event.isDefaultBranch(branch) || "true".equals(body.at("deleted").anyText())) {
            return List.of();
        }
        String after = String.valueOf(body.at("after").anyText());
        int commits = body.at("commits").anyItems().size();
        String title = commits == 0
                ? "Pushed to %s of %s".formatted(branch, event.service())
                : "Pushed %d commit%s to %s of %s".formatted(commits, commits == 1 ? "" : "s", branch, event.service());
        Map<String, String> labels = event.labels();
        Event.put(labels, "branch", branch);
        Event.put(labels, "sha", body.at("after").anyText());
        return List.of(event.change(body, title, event.repository(), ref, after)
                .startsAt(body.at("head_commit").at("timestamp").anyTime())
                .labels(labels)
                .annotation("message", body.at("head_commit").at("message").anyText())
                .annotation("url", body.at("compare").anyText())
                .annotation("pusher", body.at("pusher").at("name").anyText())
                .annotation("forced", body.at("forced").anyText())
                .signal());
    }

    static List<Signal> release(Event event) {
        Field release = event.body().at("release").object();
        String action = event.body().at("action").text();
        if (!action.equals("published") || "true".equals(release.at("draft").anyText())) {
            return List.of();
        }
        String tag = release.at("tag_name").text();
        Instant published = release.at("published_at").anyTime();
        Map<String, String> labels = event.labels();
        labels.put("tag", tag);
        return List.of(event.change(
                        release, "Released %s %s".formatted(event.service(), tag), event.repository(), "release", tag)
                .startsAt(published == null ? release.at("created_at").anyTime() : published)
                .labels(labels)
                .annotation("name", release.at("name").anyText())
                .annotation("description", release.at("body").anyText())
                .annotation("url", release.at("html_url").anyText())
                .signal());
    }
}
