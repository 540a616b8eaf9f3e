package io.mendflow.intake.github;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Malformed;
import io.mendflow.intake.Sender;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriComponentsBuilder;

/**
 * GitHub. Deployments that succeeded, releases and pushes to the default branch are changes; deployments that failed, and workflows and checks that
 * failed on the default branch, are alerts until the next one of their kind succeeds. Other events, {@code ping} among them, are acknowledged and
 * have no signals.
 *
 * @see <a href="https://docs.github.com/en/webhooks/webhook-events-and-payloads">events and payloads</a>
 */
@Component
class GithubSender implements Sender {

    private static final String EVENT = "x-github-event";
    private static final String DELIVERY = "x-github-delivery";

    /** Members that only one kind of event has, for deliveries that lost their header. */
    private static final Map<String, String> MARKS = marks();

    @Override
    public String type() {
        return "github";
    }

    /** GitHub posts forms where the webhook was made with that content type. */
    @Override
    public boolean accepts(@Nullable MediaType contentType) {
        return isForm(contentType) || Sender.super.accepts(contentType);
    }

    @Override
    public String contentTypes() {
        return "application/json or application/x-www-form-urlencoded";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return Signature.isSent(delivery) ? Signature.proves(delivery, secret) : Sender.super.proves(delivery, secret);
    }

    @Override
    public String proofs() {
        return "'X-Hub-Signature-256: sha256=<hex of HMAC-SHA256 over the body>', as GitHub sends it when its webhook has the secret";
    }

    /** A delivery that is sent again has the same id. */
    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        String id = delivery.header(DELIVERY);
        return id == null || id.isBlank() ? null : id;
    }

    @Override
    public boolean keeps(String header) {
        return header.equals(EVENT) || header.equals(DELIVERY);
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(json(delivery)).object();
        var event = new Event(delivery, body, idempotencyKey(delivery));
        return switch (kind(delivery, body)) {
            case "deployment_status" -> Deployments.read(event);
            case "workflow_run" -> Checks.workflow(event);
            case "check_run" -> Checks.check(event);
            case "push" -> Changes.push(event);
            case "release" -> Changes.release(event);
            default -> List.of();
        };
    }

    private static String kind(Delivery delivery, Field body) {
        String kind = delivery.header(EVENT);
        if (kind != null && !kind.isBlank()) {
            return kind.strip();
        }
        return MARKS.entrySet().stream()
                .filter(mark -> !body.at(mark.getKey()).isMissing())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new Malformed("header X-GitHub-Event", "the name of an event", "missing"));
    }

    private static Map<String, String> marks() {
        Map<String, String> marks = new LinkedHashMap<>();
        marks.put("deployment_status", "deployment_status");
        marks.put("workflow_run", "workflow_run");
        marks.put("check_run", "check_run");
        marks.put("release", "release");
        marks.put("zen", "ping");
        marks.put("after", "push");
        return marks;
    }

    private static byte[] json(Delivery delivery) {
        if (!isForm(delivery.contentType())) {
            return delivery.body();
        }
        String payload = UriComponentsBuilder.newInstance()
                .query(new String(delivery.body(), StandardCharsets.UTF_8))
                .build()
                .getQueryParams()
                .getFirst("payload");
        try {
            return payload == null
                    ? new byte[0]
                    : URLDecoder.decode(payload, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Malformed("body", "a form with JSON as its payload", "wrongly encoded");
        }
    }

    private static boolean isForm(@Nullable MediaType contentType) {
        return contentType != null && MediaType.APPLICATION_FORM_URLENCODED.equalsTypeAndSubtype(contentType);
    }
}
