package io.mendflow.intake.github;

import io.mendflow.incident.Signal.Kind;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event.
 *
 * @param id of the delivery; null when its header is lost
 */
record Event(Delivery delivery, Field body, @Nullable String id) {

    private static final int LONGEST_SERVICE = 200;

    /** The repository, as in {@code acme/shop}. */
    String repository() {
        return body.at("repository").at("full_name").text();
    }

    /** The service that the repository holds: its name. */
    String service() {
        String name = body.at("repository").at("name").anyText();
        String full = repository();
        return Texts.shortened(name == null ? full.substring(full.lastIndexOf('/') + 1) : name, LONGEST_SERVICE);
    }

    boolean isDefaultBranch(@Nullable String branch) {
        String main = body.at("repository").at("default_branch").anyText();
        return branch != null && (main == null ? List.of("main", "master").contains(branch) : main.equals(branch));
    }

    Map<String, String> labels() {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.put("repository", repository());
        put(labels, "sender", body.at("sender").at("login").anyText());
        return labels;
    }

    /** @param what tells this change apart where the id of the delivery is lost */
    Draft change(Field at, String title, String... what) {
        return new Draft(delivery, at)
                .kind(Kind.CHANGE)
                .title(title)
                .service(service())
                .fingerprint(id == null ? Texts.hash(List.of(what)) : id);
    }

    Draft alert(Field at, String title, String... what) {
        return new Draft(delivery, at).title(title).service(service()).fingerprint(Texts.hash(List.of(what)));
    }

    static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
