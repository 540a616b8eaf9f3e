package io.mendflow.connector.prometheus;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.validation.annotation.Validated;

/**
 * Where Prometheus is, and how to be let in: with a name and a password, or with a bearer token, or without.
 *
 * @param url such as {@code http://prometheus:9090}; none: there is no monitoring
 * @param username for HTTP Basic
 * @param password for HTTP Basic; better given by the environment or by {@code passwordFile}
 * @param passwordFile file that holds the password; read at every call, so that a changed one counts at once
 * @param bearerToken token; better given by the environment or by {@code bearerTokenFile}
 * @param bearerTokenFile file that holds the token; read at every call
 */
@Validated
@ConfigurationProperties("mendflow.prometheus")
record PrometheusSettings(
        @Nullable URI url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        @Nullable String bearerToken,
        @Nullable Path bearerTokenFile) {

    PrometheusSettings {
        if (url != null
                && (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?"))) {
            throw new IllegalArgumentException(
                    "Expected mendflow.prometheus.url to be an http or https address, such as http://prometheus:9090, got '"
                            + url + "'");
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "PrometheusSettings[url=%s, username=%s]".formatted(url, username);
    }
}
