package io.mendflow.intake.gitlab;

import io.mendflow.incident.Signal;
import io.mendflow.intake.Credentials;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Field;
import io.mendflow.intake.Sender;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * GitLab. Deployments that succeeded, releases and pushes to the default branch are changes; deployments that failed, and pipelines that failed on
 * the default branch, are alerts until the next one succeeds; GitLab's own alerts are alerts. Other events are acknowledged and have no signals.
 *
 * @see <a href="https://docs.gitlab.com/user/project/integrations/webhook_events/">webhook events</a>
 */
@Component
class GitlabSender implements Sender {

    private static final String TOKEN = "x-gitlab-token";

    @Override
    public String type() {
        return "gitlab";
    }

    @Override
    public boolean proves(Delivery delivery, String secret) {
        return delivery.header(TOKEN) == null
                ? Sender.super.proves(delivery, secret)
                : Credentials.same(delivery.header(TOKEN), secret);
    }

    @Override
    public String proofs() {
        return "'X-Gitlab-Token: <secret>', as GitLab sends it when its webhook has the secret";
    }

    /** GitLab tries again with the same key, since 17.4. Events that set off others share their X-Gitlab-Event-UUID, which therefore names none. */
    @Override
    public @Nullable String idempotencyKey(Delivery delivery) {
        String key = delivery.header("idempotency-key");
        return key == null || key.isBlank() ? null : key;
    }

    @Override
    public List<Signal> read(Delivery delivery) {
        Field body = Field.of(delivery.body()).object();
        var event = new Event(delivery, body);
        return switch (body.at("object_kind").text()) {
            case "pipeline" -> Runs.pipeline(event);
            case "deployment" -> Runs.deployment(event);
            case "push" -> Changes.push(event);
            case "release" -> Changes.release(event);
            case "alert" -> Alerts.read(event);
            default -> List.of();
        };
    }
}
