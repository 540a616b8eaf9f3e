package io.mendflow.connector.mail;

import io.mendflow.connector.Secrets;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The mail server that messages are handed to, and who may get them.
 *
 * @param host null: there is none
 * @param from the sender's address
 * @param username who logs in; null: nobody does
 * @param passwordSecret name of the secret that is the password
 * @param allowedRecipients globs over addresses in lower case, in which {@code *} is any text; none: nobody gets any
 * @param timeout for the connection, and for each answer of the server
 */
@Validated
@ConfigurationProperties("mendflow.mail")
record MailSettings(
        @Nullable String host,
        @Min(1) @Max(65_535) @DefaultValue("587") int port,
        @NotNull @DefaultValue("starttls") Encryption encryption,
        @Nullable String from,
        @Nullable String username,
        @Nullable String passwordSecret,
        @NotNull @DefaultValue List<String> allowedRecipients,
        @NotNull @DefaultValue("PT10S") Duration timeout) {

    /** How the way to the server is kept private. */
    enum Encryption {
        /** By STARTTLS; a server that has none is refused. */
        STARTTLS,
        /** From the first byte on, usually at port 465. */
        TLS,
        /** Not at all. */
        NONE
    }

    @AssertTrue(message = "'host' and 'from' are set together")
    boolean isComplete() {
        return (host == null) == (from == null);
    }

    @AssertTrue(message = "'username' and 'password-secret' (the name of a secret) are set together")
    boolean isLogInComplete() {
        return (username == null) == (passwordSecret == null)
                && (passwordSecret == null || Secrets.isName(passwordSecret));
    }
}
