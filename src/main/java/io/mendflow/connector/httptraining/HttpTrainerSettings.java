package io.mendflow.connector.httptraining;

import io.mendflow.connector.TrainerAccess;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The trainers that speak the contract of this package.
 *
 * @param http as {@code mendflow.trainer.http.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record HttpTrainerSettings(@DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Server> http) {

    Server require(String name) {
        Server found = http.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.http has (%s), got '%s'; add it to the settings"
                            .formatted(
                                    http.isEmpty() ? "none" : String.join(", ", new TreeSet<>(http.keySet())), name));
        }
        return found;
    }

    /**
     * One trainer.
     *
     * @param url that {@code /trainings} follows
     * @param tokenSecret name of the secret that is the bearer token
     * @param username for HTTP Basic
     * @param passwordSecret name of the secret that is its password
     * @param timeout for one exchange
     */
    record Server(
            @NotNull URI url,
            @Nullable String tokenSecret,
            @Nullable String username,
            @Nullable String passwordSecret,
            @NotNull @DefaultValue("PT10S") Duration timeout) {

        Server {
            if (url != null) {
                new TrainerAccess("mendflow.trainer.http", url, tokenSecret, username, passwordSecret, timeout);
            }
        }

        TrainerAccess access(String name) {
            return new TrainerAccess(
                    "mendflow.trainer.http." + name, url, tokenSecret, username, passwordSecret, timeout);
        }
    }
}
