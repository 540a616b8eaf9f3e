package io.mendflow.connector.airflow;

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
 * The trainers that are DAGs of Airflow.
 *
 * @param airflow as {@code mendflow.trainer.airflow.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record AirflowSettings(@DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Dag> airflow) {

    Dag require(String name) {
        Dag found = airflow.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.airflow has (%s), got '%s'; add it to the settings"
                            .formatted(
                                    airflow.isEmpty() ? "none" : String.join(", ", new TreeSet<>(airflow.keySet())),
                                    name));
        }
        return found;
    }

    /**
     * One trainer.
     *
     * @param url of the API server, such as {@code http://airflow:8080}
     * @param dag id of the DAG, for both tasks
     * @param tokenSecret name of the secret that is a bearer token (a JWT of Airflow)
     * @param username that a token is asked for with, at {@code /auth/token}, where Airflow 3 gives one; or sent as HTTP Basic, see {@code basic}
     * @param passwordSecret name of the secret that is its password
     * @param basic whether name and password are sent with every request instead, as a proxy or an own auth manager may want it
     * @param timeout for one exchange
     */
    record Dag(
            @NotNull URI url,
            @NotNull @Pattern(regexp = "[A-Za-z0-9._~-]{1,250}") String dag,
            @Nullable String tokenSecret,
            @Nullable String username,
            @Nullable String passwordSecret,
            @DefaultValue("false") boolean basic,
            @NotNull @DefaultValue("PT10S") Duration timeout) {

        Dag {
            if (url != null) {
                new TrainerAccess("mendflow.trainer.airflow", url, tokenSecret, username, passwordSecret, timeout);
            }
        }

        TrainerAccess access(String name) {
            return new TrainerAccess(
                    "mendflow.trainer.airflow." + name, url, tokenSecret, username, passwordSecret, timeout);
        }

        boolean isLoggingIn() {
            return username != null && !basic;
        }
    }
}
