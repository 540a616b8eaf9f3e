package io.mendflow.connector.ray;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mendflow.connector.TrainerAccess;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
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
 * The trainers on Ray clusters.
 *
 * @param ray as {@code mendflow.trainer.ray.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record RaySettings(@DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Cluster> ray) {

    Cluster require(String name) {
        Cluster found = ray.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.ray has (%s), got '%s'; add it to the settings"
                            .formatted(ray.isEmpty() ? "none" : String.join(", ", new TreeSet<>(ray.keySet())), name));
        }
        return found;
    }

    /**
     * One trainer.
     *
     * @param url of the dashboard, such as {@code http://ray-head:8265}
     * @param train shell command that Ray runs, its {@code entrypoint}
     * @param score the same for scoring rows; none: it does not score
     * @param runtimeEnv the job's {@code runtime_env}, a JSON object; the training's variables are added to its {@code env_vars}
     * @param cpus that are kept for the command; none: as Ray has it
     * @param gpus that are kept for the command; none: as Ray has it
     * @param tokenSecret name of the secret that is the bearer token
     * @param username for HTTP Basic, as a proxy may ask for it
     * @param passwordSecret name of the secret that is its password
     * @param timeout for one exchange
     */
    record Cluster(
            @NotNull URI url,
            @Nullable String train,
            @Nullable String score,
            @DefaultValue("{}") String runtimeEnv,
            @Nullable Double cpus,
            @Nullable Double gpus,
            @Nullable String tokenSecret,
            @Nullable String username,
            @Nullable String passwordSecret,
            @NotNull @DefaultValue("PT10S") Duration timeout) {

        private static final ObjectMapper JSON = new ObjectMapper();

        Cluster {
            if (url != null) {
                new TrainerAccess("mendflow.trainer.ray", url, tokenSecret, username, passwordSecret, timeout);
            }
        }

        TrainerAccess access(String name) {
            return new TrainerAccess(
                    "mendflow.trainer.ray." + name, url, tokenSecret, username, passwordSecret, timeout);
        }

        @AssertTrue(message = "needs 'train' or 'score', each a command")
        boolean isDoingSomething() {
            return train != null || score != null;
        }

        @AssertTrue(message = "'runtime-env' has to be a JSON object, such as {\"working_dir\": \"s3://…\"}")
        boolean isRuntimeEnvironmentRead() {
            return environment() != null;
        }

        /** Null when it is no JSON object. */
        @Nullable
        ObjectNode environment() {
            try {
                JsonNode read = JSON.readTree(runtimeEnv);
                return read instanceof ObjectNode object ? object : null;
            } catch (JsonProcessingException e) {
                return null;
            }
        }

        @Nullable
        String entrypoint(String task) {
            return task.equals("train") ? train : score;
        }
    }
}
