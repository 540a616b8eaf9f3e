package io.mendflow.connector.mail;

import io.mendflow.connector.Fence;
import io.mendflow.connector.Glob;
import io.mendflow.connector.NotAllowed;
import io.mendflow.connector.Secrets;
import io.mendflow.connector.mail.MailSettings.Encryption;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.eclipse.angus.mail.util.MailConnectException;
import org.springframework.stereotype.Component;

/** Hands messages to the mail server: the bean behind the route {@code mail.send}. */
@Component("mailServer")
class MailServer {

    private final MailSettings settings;
    private final Secrets secrets;
    private final Clock clock;
    private final List<Glob> allowed;

    MailServer(MailSettings settings, Secrets secrets, Clock clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
        this.allowed = settings.allowedRecipients().stream()
                .map(glob -> Glob.ofUrl(glob.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** @return the message's id */
    public String send(Map<String, Object> request) {
        var to = new ArrayList<InternetAddress>();
        ((List<?>) request.get("to")).forEach(address -> to.add(recipient(String.valueOf(address))));
        if (to.isEmpty()) {
            throw new IllegalArgumentException("Expected at least one recipient, got none");
        }
        if (settings.host() == null) {
            throw new IllegalStateException("Expected a mail server; set mendflow.mail.host and mendflow.mail.from");
        }
        String password = settings.passwordSecret() == null
                ? null
                : secrets.require(settings.passwordSecret(), "mendflow.mail.password-secret");
        Session session = Session.getInstance(properties());
        try (Transport transport = session.getTransport(settings.encryption() == Encryption.TLS ? "smtps" : "smtp")) {
            MimeMessage message = message(session, request, to);
            transport.connect(settings.host(), settings.port(), settings.username(), password);
            transport.sendMessage(message, message.getAllRecipients());
            return message.getMessageID();
        } catch (MessagingException e) {
            throw new MailFailed(
                    "Expected the mail server %s:%d to take a message for %s, but %s"
                            .formatted(settings.host(), settings.port(), to, reason(e)),
                    e);
        }
    }

    private MimeMessage message(Session session, Map<String, Object> request, List<InternetAddress> to)
            throws MessagingException {
        String subject = String.valueOf(request.get("subject"));
        if (subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("Expected a subject of one line, got: " + subject);
        }
        var message = new MimeMessage(session);
        message.setFrom(new InternetAddress(Objects.requireNonNull(settings.from()), true));
        message.setRecipients(Message.RecipientType.TO, to.toArray(InternetAddress[]::new));
        message.setSubject(subject, StandardCharsets.UTF_8.name());
        message.setText(String.valueOf(request.get("text")), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(clock.instant()));
        message.setHeader("Auto-Submitted", "auto-generated");
        for (Fence fence : Fence.current().stream().toList()) {
            message.setHeader("X-Mendflow-Run", fence.run());
        }
        message.saveChanges();
        return message;
    }

    /** One address, without a name beside it. */
    private InternetAddress recipient(String text) {
        InternetAddress address;
        try {
            address = new InternetAddress(text, true);
        } catch (AddressException e) {
            throw new IllegalArgumentException(
                    "Expected the address of a recipient, such as ops@example.org, got '" + text + "'", e);
        }
        if (!text.equals(address.getAddress()) || address.isGroup() || !text.contains("@")) {
            throw new IllegalArgumentException(
                    "Expected the address of a recipient alone, such as ops@example.org, got '" + text + "'");
        }
        if (allowed.stream().noneMatch(glob -> glob.matches(text.toLowerCase(Locale.ROOT)))) {
            throw new NotAllowed(
                    "Expected a recipient that mendflow.mail.allowed-recipients allows (%s), got '%s'; add a glob for it to that setting, or leave it refused"
                            .formatted(
                                    settings.allowedRecipients().isEmpty()
                                            ? "none is"
                                            : String.join(", ", settings.allowedRecipients()),
                                    text));
        }
        return address;
    }

    private Properties properties() {
        var properties = new Properties();
        String millis = Long.toString(settings.timeout().toMillis());
        for (String protocol : List.of("mail.smtp.", "mail.smtps.")) {
            properties.put(protocol + "connectiontimeout", millis);
            properties.put(protocol + "timeout", millis);
            properties.put(protocol + "writetimeout", millis);
            properties.put(protocol + "auth", Boolean.toString(settings.username() != null));
            properties.put(protocol + "ssl.checkserveridentity", "true");
        }
        boolean startTls = settings.encryption() == Encryption.STARTTLS;
        properties.put("mail.smtp.starttls.enable", Boolean.toString(startTls));
        properties.put("mail.smtp.starttls.required", Boolean.toString(startTls));
        return properties;
    }

    private String reason(MessagingException failure) {
        if (failure instanceof AuthenticationFailedException) {
            return "it did not let '%s' in with the secret '%s'"
                    .formatted(settings.username(), settings.passwordSecret());
        }
        if (failure instanceof MailConnectException) {
            return "it cannot be reached: " + failure.getMessage();
        }
        if (failure instanceof SendFailedException) {
            return "it refused: " + failure.getMessage();
        }
        return "it broke off, and may have taken it or not: " + failure.getMessage();
    }
}
