package io.mendflow.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells where to go on, when the acts are over. */
@Component
@Profile("demo")
class Addresses {

    private static final Logger log = LoggerFactory.getLogger(Addresses.class);

    private final DemoUser user;

    Addresses(DemoUser user) {
        this.user = user;
    }

    void print() {
        log.info("");
        log.info("── Mendflow stays up. Log in as {} / {}", user.name(), user.password());
        log.info("   Tasklist   {}/camunda/app/tasklist/   (the approval of act 3 waits here)", user.base());
        log.info("   Cockpit    {}/camunda/app/cockpit/", user.base());
        log.info("   API docs   {}/swagger-ui", user.base());
        log.info("   Approve    {}", user.curl("/api/approvals", ""));
        log.info("              {}", user.curl("/api/approvals/<id>", "{\"decision\":\"approve\"}"));
        log.info("   The model  {}", user.curl("/api/models/" + ScoringStage.MODEL, ""));
        log.info("              {}", user.curl("/api/promotions", ""));
        log.info(
                "              {}",
                user.curl("/api/models/%s/retrains".formatted(ScoringStage.MODEL), "{\"reason\":\"I want to\"}"));
        log.info("   End it with Ctrl-C.");
    }
}
