package io.mendflow.connector;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a trainer is that speaks HTTP, and how to be let in: by a bearer token, by a name and a password, or without.
 *
 * @param setting what the settings begin with that say so, for messages
 * @param url that the paths of its API are appended to
 * @param tokenSecret name of the secret that is the bearer token
 * @param username for HTTP Basic
 * @param passwordSecret name of the secret that is its password
 * @param timeout for a whole exchange
 */
public record TrainerAccess(
        String setting,
        URI url,
        @Nullable String tokenSecret,
        @Nullable String username,
        @Nullable String passwordSecret,
        Duration timeout) {

    public TrainerAccess {
        if (url.getHost() == null
                || url.getUserInfo() != null
                || url.getQuery() != null
                || !String.valueOf(url.getScheme()).matches("https?")) {
            throw new IllegalArgumentException(
                    "Expected %s.url to be an http or https address without a user or a query, such as http://trainer:8080"
                            .formatted(setting));
        }
        if ((username == null) != (passwordSecret == null) || (tokenSecret != null && username != null)) {
            throw new IllegalArgumentException(
                    "Expected %s to have token-secret, or username and password-secret, or none of them"
                            .formatted(setting));
        }
        if ((tokenSecret != null && !Secrets.isName(tokenSecret))
                || (passwordSecret != null && !Secrets.isName(passwordSecret))) {
            throw new IllegalArgumentException(
                    "Expected the secrets of %s to be names of secrets, not the secrets themselves".formatted(setting));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "Expected %s.timeout to be more than no time, got %s".formatted(setting, timeout));
        }
    }

    /** The address of a part of the API. */
    URI at(String path) {
        return URI.create(url.toString().replaceAll("/+$", "") + path);
    }

    /** Looked up at every call, so that a changed secret counts at once. */
    Optional<String> authorization(Secrets secrets) {
        if (tokenSecret != null) {
            return Optional.of("Bearer " + secrets.require(tokenSecret, setting + ".token-secret"));
        }
        if (passwordSecret != null) {
            String pair = username + ":" + secrets.require(passwordSecret, setting + ".password-secret");
            return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        return Optional.empty();
    }
}
