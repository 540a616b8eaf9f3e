package io.mendflow.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.model.Promotion;
import io.mendflow.model.PromotionState;
import io.mendflow.model.Promotions;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Waits for the end of promotions. Where one waits for a person it says how to answer, and after a while answers in the user's name. */
@Component
@Profile("demo")
class PromotionWatch {

    private static final Logger log = LoggerFactory.getLogger(PromotionWatch.class);
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Promotions promotions;
    private final DemoUser user;
    private final Clock clock;

    PromotionWatch(Promotions promotions, DemoUser user, Clock clock) {
        this.promotions = promotions;
        this.user = user;
        this.clock = clock;
    }

    /**
     * Waits until it has ended. That a person says no to it is an end like others.
     *
     * @param approveAfter how long a person has for an answer
     */
    void awaitEnd(String id, PromotionState wanted, Duration approveAfter) {
        Instant begin = clock.instant();
        var asked = new Asked(approveAfter);
        boolean ended = new Patience(clock, PATIENCE.plus(approveAfter)).until(() -> {
            Promotion promotion = promotion(id);
            if (promotion.state() == PromotionState.AWAITING_APPROVAL
                    || promotion.state() == PromotionState.AWAITING_RATIFICATION) {
                asked.look(id);
            }
            return promotion.state().isEnded();
        });
        Promotion promotion = promotion(id);
        if (!ended || promotion.state() != wanted && promotion.state() != PromotionState.REJECTED) {
            throw new IllegalStateException("Expected promotion %s to be %s, but it is %s: %s"
                    .formatted(id, wanted.text(), promotion.state().text(), promotion.outcome()));
        }
        log.info(
                "   {} is {} after {} s",
                id,
                promotion.state().text(),
                Duration.between(begin, clock.instant()).toMillis() / 1000.0);
    }

    private Promotion promotion(String id) {
        return promotions.find(id).orElseThrow();
    }

    /** The questions that one promotion has for people. */
    private final class Asked {

        private final Duration approveAfter;
        private final Set<String> told = new HashSet<>();
        private Instant since = Instant.MIN;

        Asked(Duration approveAfter) {
            this.approveAfter = approveAfter;
        }

        void look(String promotion) {
            for (JsonNode approval :
                    user.get("/api/approvals?state=pending&limit=100").path("items")) {
                if (approval.path("runId").asText().equals(promotion)) {
                    look(promotion, approval.path("id").asText());
                }
            }
        }

        private void look(String promotion, String approval) {
            String path = "/api/approvals/" + approval;
            if (told.add(approval)) {
                since = clock.instant();
                tell(promotion, path);
            }
            if (!clock.instant().isBefore(since.plus(approveAfter))) {
                HttpResponse<String> answer = user.send(
                        path, Map.of("decision", "approve", "comment", "by the demo, as nobody else has answered"));
                if (answer.statusCode() / 100 != 2) {
                    log.info("   {} is not approved by the demo: {}", promotion, answer.body());
                    since = clock.instant();
                }
            }
        }

        private void tell(String promotion, String path) {
            if (approveAfter.isZero()) {
                return;
            }
            log.info("   It waits for you; after {} s the demo approves it in your name.", approveAfter.toSeconds());
            log.info(
                    "   Model card   {}",
                    user.curl("/api/promotions/%s/documents/model-card.md".formatted(promotion), ""));
            log.info("   Approve it   {}", user.curl(path, "{\"decision\":\"approve\"}"));
            log.info("   or in        {}/camunda/app/tasklist/", user.base());
        }
    }
}
