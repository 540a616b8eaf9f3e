package io.mendflow.intake.gitlab;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Field;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Pushes to the default branch, and releases. */
final class Changes {

    private static final String BRANCH = "refs/heads/";
    private static final String NOTHING = "0000000000000000000000000000000000000000";

    private Changes() {}

    static List<Signal> push(Event event) {
        Field body = event.body();
        String ref = body.at("ref").text();
        String branch = ref.startsWith(BRANCH) ? ref.substring(BRANCH.length()) : null;
        String after = body.at("after").text();
        if (!event.isDefaultBranch(branch) || after.equals(NOTHING)) {
            return List.of();
        }
        String commits = body.at("total_commits_count").anyText();
        String title = commits == null
                ? "Pushed to %s of %s".formatted(branch, event.service())
                : "Pushed %s commit%s to %s of %s"
                        .formatted(commits, commits.equals("1") ? "" : "s", branch, event.service());
        Map<String, String> labels = event.labels();
        Event.put(labels, "branch", branch);
        labels.put("sha", after);
        Field head = body.at("commits").anyItems().stream()
                .filter(commit -> after.equals(commit.at("id").anyText()))
                .findFirst()
                .orElse(body.at("head"));
        return List.of(event.change(body, title, "push", ref, after)
                .startsAt(head.at("timestamp").anyTime())
                .labels(labels)
                .annotation("message", head.at("message").anyText())
                .annotation("url", head.at("url").anyText())
                .signal());
    }

    static List<Signal> release(Event event) {
        Field body = event.body();
        String action = body.at("action").anyText();
        if (action != null && !action.equals("create")) {
            return List.of();
        }
        String tag = body.at("tag").text();
        Instant released = body.at("released_at").anyTime();
        Map<String, String> labels = event.labels();
        labels.put("tag", tag);
        Event.put(labels, "sha", body.at("commit").at("id").anyText());
        return List.of(event.change(body, "Released %s %s".formatted(event.service(), tag), "release", tag)
                .startsAt(released == null ? body.at("created_at").anyTime() : released)
                .labels(labels)
                .annotation("name", body.at("name").anyText())
                .annotation("description", body.at("description").anyText())
                .annotation("url", body.at("url").anyText())
                .signal());
    }
}
