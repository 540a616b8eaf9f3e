package io.mendflow.demo;

import static io.mendflow.demo.ScoringStage.MODEL;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.model.PromotionState;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/**
 * The fourth act, in three scenes: a model that has drifted is replaced, a bad challenger is refused by the gate, and one that passes the gate and breaks
 * on live payments is taken back. What it asks for it asks by the API.
 */
@Component
@Profile("demo")
class ModelAct {

    private static final Logger log = LoggerFactory.getLogger(ModelAct.class);
    private static final String PATH = "/api/models/" + MODEL;
    private static final String FIRST = "1";

    private final DemoSettings settings;
    private final ScoringStage stage;
    private final DemoUser user;
    private final PromotionWatch watch;

    ModelAct(DemoSettings settings, ScoringStage stage, DemoUser user, PromotionWatch watch) {
        this.settings = settings;
        this.stage = stage;
        this.user = user;
        this.watch = watch;
    }

    void play() {
        title("ACT 4  A model goes stale. People pay otherwise than when the model that finds fraud was trained.");
        stage.setUp();
        beginAnew();
        tellChampion();

        title("ACT 4, SCENE 1  The drift is noticed. A new version is trained, and takes over once it is approved.");
        JsonNode check = user.post(PATH + "/drift-checks", Map.of());
        if (!check.path("confirmed").asBoolean()) {
            throw new IllegalStateException("Expected the payments to have drifted, but: "
                    + check.path("report").path("summary").asText());
        }
        await(check.path("answer"), PromotionState.PROMOTED);

        title("ACT 4, SCENE 2  A bad challenger: its labels were mixed up. The gate refuses it.");
        await(retrain("labels", "shuffled"), PromotionState.REFUSED);

        title("ACT 4, SCENE 3  A challenger that only looks good: it needs what nobody knows yet when somebody pays.");
        await(retrain("features", "with-settlement"), PromotionState.ROLLED_BACK);
        tellChampion();
    }

    /** An earlier start may have left another champion, or ended in the middle. An emergency rollback puts that right, as it would for real. */
    private void beginAnew() {
        JsonNode model = user.get(PATH);
        boolean asFirst = model.path("champion").asText().equals(FIRST)
                && model.path("promotion").isNull()
                && model.path("frozen").isNull();
        if (!asFirst) {
            log.info("   It was played before: an emergency rollback brings version {} back", FIRST);
            JsonNode rollback =
                    user.post(PATH + "/rollbacks", Map.of("version", FIRST, "reason", "The demo begins anew"));
            watch.awaitEnd(rollback.path("id").asText(), PromotionState.RATIFIED, Duration.ZERO);
        }
    }

    private JsonNode retrain(String parameter, String value) {
        return user.post(
                PATH + "/retrains",
                Map.of(
                        "reason", "Somebody tries %s = %s".formatted(parameter, value),
                        "parameters", Map.of(parameter, value)));
    }

    private void await(JsonNode answer, PromotionState end) {
        watch.awaitEnd(answer.path("promotion").path("id").asText(), end, settings.approveAfter());
    }

    private void tellChampion() {
        log.info(
                "   Version {} of '{}' is the champion, and scores {} payments a second at {}",
                user.get(PATH).path("champion").asText(),
                MODEL,
                settings.paymentsPerSecond(),
                stage.address());
    }

    private static void title(String title) {
        log.info("");
        log.info("── {}", title);
    }
}
