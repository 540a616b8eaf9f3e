package io.mendflow.connector.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.connector.ModelNotFound;
import io.mendflow.connector.Secrets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * The webhook by which MLflow tells Mendflow of what happens in its registry. It is made sure of at each start, whenever the model
 * store is asked to keep listening, and when the route {@code mlflow.webhook} is called; one that somebody changed is put right.
 */
@Component("mlflowWebhook")
class Webhook {

    private static final Logger log = LoggerFactory.getLogger(Webhook.class);
    private static final String BASE = "mlflow/webhooks";
    private static final List<Map<String, String>> EVENTS = List.of(
            event("REGISTERED_MODEL", "CREATED"),
            event("MODEL_VERSION", "CREATED"),
            event("MODEL_VERSION_TAG", "SET"),
            event("MODEL_VERSION_TAG", "DELETED"),
            event("MODEL_VERSION_ALIAS", "CREATED"),
            event("MODEL_VERSION_ALIAS", "DELETED"));

    private final ProducerTemplate routes;
    private final MlflowSettings settings;
    private final Secrets secrets;
    private volatile boolean registered;

    Webhook(@Lazy ProducerTemplate routes, MlflowSettings settings, Secrets secrets) {
        this.routes = routes;
        this.settings = settings;
        this.secrets = secrets;
    }

    @EventListener(ApplicationReadyEvent.class)
    void registerAtStart() {
        try {
            register();
        } catch (RuntimeException e) {
            log.warn(
                    "MLflow will not tell of changes until its webhook is there; it is tried again when the models are looked at next: {}",
                    e.getMessage());
        }
    }

    /**
     * Makes the webhook, or puts it right. Does nothing where none is configured.
     *
     * @throws RuntimeException when MLflow is away or refuses
     */
    public void register() {
        if (!isConfigured()) {
            return;
        }
        Api api = new Api(routes, settings);
        Map<String, Object> wanted = wanted();
        List<JsonNode> known = known(api);
        if (known.isEmpty()) {
            api.post(BASE, wanted);
            log.info("MLflow has a webhook to {} now", wanted.get("url"));
            known = known(api);
        } else {
            // MLflow never tells the secret, so that it is set again.
            api.patch(at(known.get(0)), wanted);
        }
        // Nodes that start together may each have made one, and MLflow would tell everything twice.
        known.stream().skip(1).forEach(other -> takeAway(api, other));
        registered = true;
    }

    /**
     * As {@link #register}, but changes nothing where all that MLflow tells of it is right. It does not tell the secret, which therefore is set once
     * by each process, and again when there is something else to put right.
     */
    void keep() {
        if (isConfigured() && !(registered && isAsWanted(known(new Api(routes, settings))))) {
            register();
        }
    }

    private boolean isConfigured() {
        return settings.url() != null && settings.webhook().url() != null;
    }

    private static boolean isAsWanted(List<JsonNode> known) {
        return known.size() == 1
                && known.get(0).path("status").asText().equals("ACTIVE")
                && events(known.get(0)).equals(Set.copyOf(EVENTS));
    }

    private static Set<Map<String, String>> events(JsonNode hook) {
        Set<Map<String, String>> events = new HashSet<>();
        hook.path("events")
                .forEach(event -> events.add(event(
                        event.path("entity").asText(), event.path("action").asText())));
        return events;
    }

    /** Those to our address, the oldest first. */
    private List<JsonNode> known(Api api) {
        return api.list(BASE, Map.of(), "webhooks").stream()
                .filter(hook -> hook.path("url")
                        .asText()
                        .equals(String.valueOf(settings.webhook().url())))
                .sorted(Comparator.comparingLong((JsonNode hook) ->
                                hook.path("creation_timestamp").asLong())
                        .thenComparing(Webhook::at))
                .toList();
    }

    private static void takeAway(Api api, JsonNode hook) {
        try {
            api.delete(at(hook), Map.of());
        } catch (ModelNotFound e) {
            // Another node was quicker.
        }
    }

    private static String at(JsonNode hook) {
        return BASE + "/" + hook.path("webhook_id").asText();
    }

    private Map<String, Object> wanted() {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("name", "mendflow");
        wanted.put("url", String.valueOf(settings.webhook().url()));
        wanted.put("events", EVENTS);
        wanted.put("status", "ACTIVE");
        String secret = settings.webhook().secret();
        if (secret != null) {
            wanted.put("secret", secrets.require(secret, "mendflow.mlflow.webhook.secret"));
        }
        return wanted;
    }

    private static Map<String, String> event(String entity, String action) {
        return Map.of("entity", entity, "action", action);
    }
}
