package io.mendflow.intake.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.incident.Signal;
import io.mendflow.incident.Signal.Kind;
import io.mendflow.incident.Signal.Severity;
import io.mendflow.incident.Signal.Status;
import io.mendflow.intake.Delivery;
import io.mendflow.intake.Reading;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlflowSenderTest {

    private static final String SECRET = "it's é secret";
    private static final String ALIAS =
            "{\"entity\": \"model_version_alias\", \"action\": \"created\", \"timestamp\": \"2026-03-01T11:59:58.123456+00:00\", \"data\": {\"name\": \"churn\", \"alias\": \"champion\", \"version\": \"3\"}}";

    /** Of 2026-03-01T12:00:00Z, when the delivery comes. */
    private static final long NOW = Reading.NOW.getEpochSecond();

    private final MlflowSender sender = new MlflowSender();
    private final Reading reading = new Reading(sender, "mlflow");

    @Test
    void makesAnAliasAChangeOfItsModel() {
        Signal signal = reading.one(ALIAS);

        assertThat(signal.kind()).isEqualTo(Kind.CHANGE);
        assertThat(signal.status()).isEqualTo(Status.OCCURRED);
        assertThat(signal.severity()).isEqualTo(Severity.INFO);
        assertThat(signal.service()).isEqualTo("churn");
        assertThat(signal.title()).isEqualTo("Alias 'champion' points to version 3 of model 'churn'");
        assertThat(signal.labels())
                .isEqualTo(Map.of(
                        "event", "model_version_alias.created", "model", "churn", "version", "3", "alias", "champion"));
        assertThat(signal.startsAt()).isEqualTo(Instant.parse("2026-03-01T11:59:58.123456Z"));
    }

    @Test
    void readsEveryEventOfTheRegistry() {
        assertThat(reading.one(event("registered_model", "created", "\"tags\":{},\"description\":null"))
                        .title())
                .isEqualTo("Registered model 'churn'");
        Signal version = reading.one(event(
                "model_version",
                "created",
                "\"version\":\"2\",\"source\":\"models:/m-1\",\"run_id\":\"r1\",\"tags\":{}"));
        assertThat(version.title()).isEqualTo("Created version 2 of model 'churn'");
        assertThat(version.annotations()).containsEntry("runId", "r1").containsEntry("source", "models:/m-1");
        Signal tag = reading.one(event("model_version_tag", "set", "\"version\":\"2\",\"key\":\"a\",\"value\":\"b\""));
        assertThat(tag.labels()).containsEntry("tag", "a").containsEntry("event", "model_version_tag.set");
        assertThat(tag.annotations()).containsEntry("value", "b");
        assertThat(reading.one(event("model_version_tag", "deleted", "\"version\":\"2\",\"key\":\"a\""))
                        .title())
                .isEqualTo("Tag 'a' of version 2 of model 'churn' is gone");
        assertThat(reading.one(event("model_version_alias", "deleted", "\"alias\":\"champion\""))
                        .title())
                .isEqualTo("Alias 'champion' of model 'churn' is gone");
    }

    @Test
    void makesNoModelOfAPrompt() {
        Signal signal = reading.one(event("prompt", "created", "\"tags\":{}"));

        assertThat(signal.labels()).containsEntry("name", "churn").doesNotContainKey("model");
        assertThat(signal.service()).isEqualTo("mlflow");
        assertThat(reading.one("{\"entity\":\"budget_policy\",\"action\":\"exceeded\",\"data\":{}}")
                        .title())
                .isEqualTo("budget_policy.exceeded");
    }

    @Test
    void namesWhatIsMissing() {
        reading.refuses("[]", "body");
        reading.refuses("{\"action\":\"created\",\"data\":{}}", "/entity");
        reading.refuses("{\"entity\":\"model_version\",\"data\":{}}", "/action");
        reading.refuses("{\"entity\":\"model_version\",\"action\":\"created\"}", "/data");
        reading.refuses("{\"entity\":\"model_version\",\"action\":\"created\",\"data\":{}}", "/data/name");
        reading.refuses(ALIAS.replace("2026-03-01T11", "noon"), "/timestamp");
        reading.refuses(ALIAS.replace("\"3\"", "{}"), "/data/version");
    }

    @Test
    void trustsWhatIsSignedAsMlflowSignsIt() {
        // Made with mlflow.webhooks.delivery._generate_hmac_signature of MLflow 3.17.2.
        String signature = "v1,HrUB5QgX+yqXBbYRbazqifuJTgq1TIze+xhjyV+yG+E=";

        assertThat(sender.proves(signed("d-1", NOW, signature, ALIAS), SECRET)).isTrue();
        assertThat(sender.proves(signed("d-1", NOW, "v1,AAAA " + signature, ALIAS), SECRET))
                .isTrue();
        assertThat(sender.proves(signed("d-1", NOW, signature, ALIAS), "another"))
                .isFalse();
        assertThat(sender.proves(signed("d-2", NOW, signature, ALIAS), SECRET)).isFalse();
        assertThat(sender.proves(signed("d-1", NOW - 1, signature, ALIAS), SECRET))
                .isFalse();
        assertThat(sender.proves(signed("d-1", NOW, signature, ALIAS + " "), SECRET))
                .isFalse();
        assertThat(sender.proves(signed("d-1", NOW, signature.replace("v1,", "v2,"), ALIAS), SECRET))
                .isFalse();
        assertThat(sender.proves(signed("d-1", NOW, "v1,*", ALIAS), SECRET)).isFalse();
        assertThat(sender.proves(reading.delivery("application/json", ALIAS), SECRET))
                .isFalse();
    }

    @Test
    void trustsNoDeliveryThatIsOld() {
        String old = "v1,GhxfJto6923s4VE/DZ/pkMmy9D8tS3CzZDmanTfrKCE=";

        assertThat(sender.proves(signed("d-1", NOW - 301, old, ALIAS), SECRET)).isFalse();
        assertThat(sender.proves(
                        signed("d-1", NOW - 299, "v1,Wo6Ogf4rEJCp7EJJ3CUCBkzwPZtxLsLVE2SV04SaamE=", ALIAS), SECRET))
                .isTrue();
        assertThat(sender.proves(
                        reading.delivery(
                                "application/json",
                                ALIAS,
                                "x-mlflow-delivery-id",
                                "d-1",
                                "x-mlflow-timestamp",
                                "soon",
                                "x-mlflow-signature",
                                old),
                        SECRET))
                .isFalse();
    }

    @Test
    void knowsADeliveryByItsId() {
        assertThat(sender.idempotencyKey(signed("d-1", NOW, "", ALIAS))).isEqualTo("d-1");
        assertThat(sender.idempotencyKey(reading.delivery("application/json", ALIAS)))
                .isNull();
    }

    private Delivery signed(String id, long timestamp, String signature, String body) {
        return reading.delivery(
                "application/json",
                body,
                "x-mlflow-delivery-id",
                id,
                "x-mlflow-timestamp",
                Long.toString(timestamp),
                "x-mlflow-signature",
                signature);
    }

    private static String event(String entity, String action, String data) {
        return "{\"entity\":\"%s\",\"action\":\"%s\",\"timestamp\":\"2026-03-01T12:00:00+00:00\",\"data\":{\"name\":\"churn\",%s}}"
                .formatted(entity, action, data);
    }
}
