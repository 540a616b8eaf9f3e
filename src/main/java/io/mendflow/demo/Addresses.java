package io.mendflow.demo;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Profile;
import org.springframework.stereotype.Component;

/** Tells where to go on, when the acts are over. */
@Component
@Profile("demo")
class Addresses {

    private static final Logger log = LoggerFactory.getLogger(Addresses.class);

    private final ServletWebServerApplicationContext server;
    private final String user;
    private final String password;

    Addresses(
            ServletWebServerApplicationContext server,
            @Value("${mendflow.admin.username}") String user,
            @Value("${mendflow.admin.password}") String password) {
        this.server = server;
        this.user = user;
        this.password = password;
    }

    void print() {
        String base = "http://localhost:" + server.getWebServer().getPort();
        log.info("");
        log.info("── Mendflow stays up. Log in as {} / {}", user, password);
        log.info("   Tasklist   {}/camunda/app/tasklist/   (the approval waits here)", base);
        log.info("   Cockpit    {}/camunda/app/cockpit/", base);
        log.info("   API docs   {}/swagger-ui", base);
        log.info("   Approve    curl -u {}:{} {}/api/approvals", user, password, base);
        log.info(
                "              curl -u {}:{} -H 'Content-Type: application/json' -d '{\"decision\":\"approve\"}' {}/api/approvals/<id>",
                user,
                password,
                base);
        log.info("   End it with Ctrl-C.");
    }
}
