package io.mendflow.connector.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import groovy.lang.Binding;
import groovy.lang.GroovyShell;
import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.Fence;
import io.mendflow.connector.Mail;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.SecretsSettings;
import io.mendflow.connector.mail.MailSettings.Encryption;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

class MailTest {

    private static final String PASSWORD = "correct horse";

    private static GreenMail server;
    private static ConnectorModule module;
    private static Mail mail;

    @BeforeAll
    static void start() {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", "smtp"));
        server.start();
        server.setUser("mendflow@example.org", "mendflow", PASSWORD);
        server.getUserManager().setAuthRequired(true);
        var settings = new HashMap<String, Object>();
        settings.put("mendflow.mail.host", "127.0.0.1");
        settings.put("mendflow.mail.port", server.getSmtp().getPort());
        settings.put("mendflow.mail.encryption", "none");
        settings.put("mendflow.mail.from", "mendflow@example.org");
        settings.put("mendflow.mail.username", "mendflow");
        settings.put("mendflow.mail.password-secret", "mail-password");
        settings.put("mendflow.mail.allowed-recipients[0]", "*@Example.org");
        settings.put("MENDFLOW_SECRET_MAIL_PASSWORD", PASSWORD);
        module = ConnectorModule.start(settings);
        mail = module.get(Mail.class);
    }

    @AfterAll
    static void stop() {
        module.close();
        server.stop();
    }

    @AfterEach
    void forget() throws Exception {
        server.purgeEmailFromAllMailboxes();
    }

    @Test
    void sendsATextToPeople() throws Exception {
        Object id = new Fence("RUN-7", 3)
                .during(
                        () -> new GroovyShell(new Binding(Map.of("mail", mail, "name", "shop")))
                                .evaluate(
                                        "mail.send(to: ['ops@example.org', 'Eve@example.org'], subject: \"${name} läuft\", text: \"Grüße,\\n${name}\")"));

        MimeMessage[] received = server.getReceivedMessages();
        assertThat(received).hasSize(2);
        assertThat(received[0].getMessageID()).isEqualTo(id);
        assertThat(received[0].getSubject()).isEqualTo("shop läuft");
        assertThat(String.valueOf(received[0].getContent()).strip()).isEqualTo("Grüße,\r\nshop");
        assertThat(received[0].getFrom()[0]).hasToString("mendflow@example.org");
        assertThat(received[0].getRecipients(Message.RecipientType.TO))
                .extracting(Object::toString)
                .containsExactly("ops@example.org", "Eve@example.org");
        assertThat(received[0].getHeader("X-Mendflow-Run")).containsExactly("RUN-7");
    }

    @Test
    void sendsToNobodyWhoIsNotAllowed() {
        assertThatThrownBy(() -> send(List.of("ops@example.org", "ops@example.com")))
                .isInstanceOf(NotAllowed.class)
                .hasMessageContaining("mendflow.mail.allowed-recipients")
                .hasMessageContaining("ops@example.com");
        for (String trick : List.of(
                "evil@evil.net, x@example.org",
                "all: evil@evil.net;@example.org",
                "evil@evil.net\r\nBcc: x@example.org",
                "<evil@evil.net> x@example.org",
                "x@example.org <evil@evil.net>",
                "")) {
            assertThatThrownBy(() -> send(trick)).as(trick).isInstanceOf(RuntimeException.class);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void refusesWhatIsNoMessage() {
        assertThatThrownBy(() -> mail.send(Map.of("to", "ops@example.org", "text", "x")))
                .hasMessageContaining("[subject, text, to]");
        assertThatThrownBy(() -> mail.send(Map.of("to", "ops@example.org", "subject", "a\nBcc: b@c.d", "text", "x")))
                .hasMessageContaining("subject of one line");
        assertThatThrownBy(() -> send(List.of())).hasMessageContaining("at least one recipient");
    }

    @Test
    void saysThatTheServerDoesNotLetItIn() {
        assertThatThrownBy(() -> send(settings(server.getSmtp().getPort(), Encryption.NONE), "wrong"))
                .isInstanceOf(MailFailed.class)
                .hasMessageContaining("did not let 'mendflow' in with the secret 'mail-password'")
                .message()
                .doesNotContain("wrong");
    }

    @Test
    void doesNotGoOnWithoutEncryption() {
        assertThatThrownBy(() -> send(settings(server.getSmtp().getPort(), Encryption.STARTTLS), PASSWORD))
                .isInstanceOf(MailFailed.class)
                .hasMessageContaining("STARTTLS is required");
    }

    @Test
    void saysThatTheServerIsAwayOrSilent() throws IOException {
        int closed;
        try (var socket = new ServerSocket(0)) {
            closed = socket.getLocalPort();
        }
        assertThatThrownBy(() -> send(settings(closed, Encryption.NONE), PASSWORD))
                .hasMessageContaining("cannot be reached");
        try (var silent = new ServerSocket(0)) {
            assertThatThrownBy(() -> send(settings(silent.getLocalPort(), Encryption.NONE), PASSWORD))
                    .isInstanceOf(MailFailed.class);
        }
    }

    @Test
    void saysThatNoServerIsSet() {
        var none = new MailSettings(null, 587, Encryption.NONE, null, null, null, List.of("*"), Duration.ofSeconds(1));

        assertThatThrownBy(() -> send(none, PASSWORD)).hasMessageContaining("mendflow.mail.host");
    }

    @Test
    void namesItsRecipientsAsTarget() {
        assertThat(mail.target("send", List.of(Map.of("to", List.of("a@b.c", "d@e.f")))))
                .isEqualTo("mail/a@b.c,d@e.f");
    }

    private static void send(Object to) {
        mail.send(Map.of("to", to, "subject", "s", "text", "t"));
    }

    private static void send(MailSettings settings, String password) {
        var environment = new MockEnvironment().withProperty("MENDFLOW_SECRET_MAIL_PASSWORD", password);
        new MailServer(settings, new Secrets(new SecretsSettings(null), environment), Clock.systemUTC())
                .send(Map.of("to", List.of("ops@example.org"), "subject", "s", "text", "t"));
    }

    private static MailSettings settings(int port, Encryption encryption) {
        return new MailSettings(
                "127.0.0.1",
                port,
                encryption,
                "mendflow@example.org",
                "mendflow",
                "mail-password",
                List.of("*"),
                Duration.ofMillis(500));
    }
}
