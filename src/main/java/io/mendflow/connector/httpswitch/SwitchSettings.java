package io.mendflow.connector.httpswitch;

import io.mendflow.connector.Secrets;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The HTTP switches.
 *
 * @param http as {@code mendflow.serving.http.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.serving")
record SwitchSettings(@DefaultValue Map<String, @Valid Switch> http) {

    Switch require(String name) {
        Switch found = http.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a serving that the settings have, got 'http/%s'; set mendflow.serving.http.%s.url"
                            .formatted(name, name));
        }
        return found;
    }

    /**
     * One switch.
     *
     * @param url that changes go to
     * @param method PUT or POST
     * @param statusUrl that says how it is; null: {@code url}
     * @param tokenSecret name of the secret that is the bearer token for both
     * @param deadline for one exchange
     */
    record Switch(
            @NotNull URI url,
            @NotNull @Pattern(regexp = "PUT|POST") @DefaultValue("PUT") String method,
            @Nullable URI statusUrl,
            @Nullable String tokenSecret,
            @NotNull @DefaultValue("PT10S") Duration deadline) {

        @AssertTrue(message = "needs a 'url' and may have a 'status-url', both of http or https")
        boolean isReachable() {
            return isHttp(url) && (statusUrl == null || isHttp(statusUrl));
        }

        @AssertTrue(message = "'token-secret' is the name of a secret, not the secret itself")
        boolean isSecretNamed() {
            return tokenSecret == null || Secrets.isName(tokenSecret);
        }

        @AssertTrue(message = "'deadline' must be more than no time")
        boolean isPatient() {
            return deadline.toMillis() > 0;
        }

        URI status() {
            return statusUrl == null ? url : statusUrl;
        }

        private static boolean isHttp(@Nullable URI url) {
            return url != null
                    && url.getHost() != null
                    && String.valueOf(url.getScheme()).matches("https?");
        }
    }
}
