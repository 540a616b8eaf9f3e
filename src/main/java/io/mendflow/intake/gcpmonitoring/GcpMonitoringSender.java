package io.mendflow.intake.gcpmonitoring;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Draft;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import io.mendflow.intake.Texts;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Google Cloud Monitoring. An incident is told apart by its id; {@code closed} resolves. The service is the user label {@code service} of the
 * policy, else what the resource's labels call a service, else the resource, else the policy; the environment is a user label as well.
 *
 * @see <a href="https://cloud.google.com/monitoring/support/notification-options#webhooks">webhooks</a>
 */
@Component
class GcpMonitoringSender implements Sender {

    private static final int LONGEST_SERVICE = 200;
    private static final List<String> SERVICE =
            List.of("service_name", "function_name", "module_id", "container_name", "database_id", "cluster_name");

    @Override
    public String type() {
        return "gcp-monitoring";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Sender.super.proves(delivery, secret) || Credentials.tokenInAddress(delivery, secret);
    }

    @Override
    public String proofs() {
        return "basic authentication with the secret as password, or ?auth_token=<secret> in the address";
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        Field incident = body.at("incident").object();
        boolean test = "test".equals(body.at("version").anyText());
        String policy = incident.at("policy_name").anyText();
        String condition = incident.at("condition_name").anyText();
        Map<String, String> users = incident.at("policy_user_labels").anyTexts();
        Status status = test ? Status.OCCURRED : status(incident.at("state"));
        return List.of(new Draft(delivery, incident)
                .status(status)
                .severity(incident.at("severity").anyText())
                .title(first(condition, policy, incident.at("summary").anyText()))
                .service(Texts.shortened(service(incident, users), LONGEST_SERVICE))
                .environment(first(users.get("environment"), users.get("env"), users.get("stage")))
                .fingerprint(test ? "test" : incident.at("incident_id").text())
                .startsAt(incident.at("started_at").anyTime())
                .endsAt(incident.at("ended_at").anyTime())
                .labels(labels(incident, users))
                .annotation("summary", incident.at("summary").anyText())
                .annotation("documentation", documentation(incident.at("documentation")))
                .annotation("url", incident.at("url").anyText())
                .annotation("policy", policy)
                .annotation("observedValue", incident.at("observed_value").anyText())
                .annotation("threshold", incident.at("threshold_value").anyText())
                .orElse(test ? "Test of a notification channel" : "Incident without a name", "unknown")
                .signal());
    }

    private static Status status(Field state) {
        return switch (state.text().toLowerCase(Locale.ROOT)) {
            case "open", "acknowledged" -> Status.FIRING;
            case "closed" -> Status.RESOLVED;
            default -> state.refuse("open or closed");
        };
    }

    private static String service(Field incident, Map<String, String> users) {
        Map<String, String> resource = incident.at("resource").at("labels").anyTexts();
        Map<String, String> machine = incident.at("metadata").at("user_labels").anyTexts();
        Stream<String> named = Stream.of(users.get("service"), machine.get("service"), machine.get("app"));
        Stream<String> resources = Stream.of(
                incident.at("resource_display_name").anyText(),
                incident.at("resource_name").anyText(),
                incident.at("resource_id").anyText(),
                resource.get("instance_id"),
                incident.at("policy_name").anyText());
        return Stream.of(named, SERVICE.stream().map(resource::get), resources)
                .flatMap(each -> each)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("unknown");
    }

    private static Map<String, String> labels(Field incident, Map<String, String> users) {
        Map<String, String> labels = new LinkedHashMap<>();
        labels.putAll(incident.at("resource").at("labels").anyTexts());
        labels.putAll(incident.at("metric").at("labels").anyTexts());
        labels.putAll(users);
        put(labels, "resource_type", incident.at("resource").at("type").anyText());
        put(labels, "metric", incident.at("metric").at("type").anyText());
        put(labels, "project", incident.at("scoping_project_id").anyText());
        return labels;
    }

    /** A text before version 1.2. */
    private static @Nullable String documentation(Field documentation) {
        return documentation.isObject() ? documentation.at("content").anyText() : documentation.anyText();
    }

    private static @Nullable String first(@Nullable String... texts) {
        return Stream.of(texts).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static void put(Map<String, String> texts, String name, @Nullable String value) {
        if (value != null) {
            texts.put(name, value);
        }
    }
}
