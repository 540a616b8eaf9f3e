package io.mendflow.connector.alias;

import io.mendflow.connector.Secrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The servers that follow aliases.
 *
 * @param alias as {@code mendflow.serving.alias.<name>}; one that is not there works on the aliases alone
 */
@Validated
@ConfigurationProperties("mendflow.serving")
record AliasSettings(@DefaultValue Map<String, @Valid Server> alias) {

    private static final Server UNWATCHED = new Server(null, null, Duration.ofSeconds(5));

    Server server(String name) {
        return alias.getOrDefault(name, UNWATCHED);
    }

    /**
     * One server.
     *
     * @param statusUrl that says what it serves; null: the store is believed
     * @param tokenSecret name of the secret that is the bearer token for it
     * @param deadline for asking it
     */
    record Server(
            @Nullable URI statusUrl, @Nullable String tokenSecret, @NotNull @DefaultValue("PT5S") Duration deadline) {

        @AssertTrue(message = "needs a 'status-url' of http or https, such as http://fraud:8080/status")
        boolean isReachable() {
            return statusUrl == null
                    || (statusUrl.getHost() != null
                            && String.valueOf(statusUrl.getScheme()).matches("https?"));
        }

        @AssertTrue(message = "'token-secret' is the name of a secret, not the secret itself")
        boolean isSecretNamed() {
            return tokenSecret == null || Secrets.isName(tokenSecret);
        }

        @AssertTrue(message = "'deadline' must be more than no time")
        boolean isPatient() {
            return deadline.toMillis() > 0;
        }
    }
}
