package io.mendflow.intake.gitlab;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One event of a project. */
record Event(Delivery delivery, Field body) {

    private static final int LONGEST_SERVICE = 200;

    /** As in {@code acme/shop}; its number, where an event does not tell its path. */
    String project() {
        Field project = body.at("project");
        return Stream.of(project.at("path_with_namespace"), project.at("id"), body.at("project_id"))
                .map(Field::anyText)
                .filter(name -> name != null)
                .findFirst()
                .orElseGet(() -> project.at("path_with_namespace").text());
    }

    /** The service that the project holds: the last step of its path. */
    String service() {
        String path = project();
        return Texts.shortened(path.substring(path.lastIndexOf('/') + 1), LONGEST_SERVICE);
    }

    boolean isDefaultBranch(@Nullable String branch) {
        String main = body.at("project").at("default_branch").anyText();
        return branch != null && (main == null ? List.of("main", "master").contains(branch) : main.equals(branch));
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("project", project());
        String user = body.at("user").at("username").anyText();
        put(labels, "user", user == null ? body.at("user_username").anyText() : user);
        return labels;
    }

    Draft change(Field at, String title, String... what) {
        return draft(at, title, what).kind(Kind.CHANGE);
    }

    Draft alert(Field at, String title, String... what) {
        return draft(at, title, what);
    }

    private Draft draft(Field at, String title, String... what) {
        return new Draft(delivery, at)
                .title(title)
                .service(service())
                .fingerprint(Texts.hash(
                        Stream.concat(Stream.of(project()), Stream.of(what)).toList()));
    }

    static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
