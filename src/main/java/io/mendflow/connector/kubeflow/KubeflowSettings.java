package io.mendflow.connector.kubeflow;

import io.mendflow.connector.TrainerAccess;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The trainers that are pipelines of Kubeflow.
 *
 * @param kubeflow as {@code mendflow.trainer.kubeflow.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record KubeflowSettings(
        @DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Pipeline> kubeflow) {

    Pipeline require(String name) {
        Pipeline found = kubeflow.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.kubeflow has (%s), got '%s'; add it to the settings"
                            .formatted(
                                    kubeflow.isEmpty() ? "none" : String.join(", ", new TreeSet<>(kubeflow.keySet())),
                                    name));
        }
        return found;
    }

    /**
     * One trainer.
     *
     * @param url that {@code /apis/v2beta1} follows, such as {@code http://ml-pipeline:8888} or {@code https://kubeflow/pipeline}
     * @param pipelineId of the pipeline
     * @param pipelineVersionId of its version; none: the newest
     * @param experimentId that runs belong to; none: the default one
     * @param namespace whose runs are looked through, where there are several users; none: it is not said
     * @param serviceAccount that runs have; none: Kubeflow's own
     * @param pipelineRoot where runs leave what they make; none: the pipeline's own
     * @param parameters that the pipeline takes, of {@code task}, {@code model_name}, {@code training} and the training's own in snake case; none
     *     given: all of them
     * @param tokenSecret name of the secret that is the bearer token
     * @param username for HTTP Basic
     * @param passwordSecret name of the secret that is its password
     * @param timeout for one exchange
     */
    record Pipeline(
            @NotNull URI url,
            @NotBlank String pipelineId,
            @Nullable String pipelineVersionId,
            @Nullable String experimentId,
            @Nullable String namespace,
            @Nullable String serviceAccount,
            @Nullable String pipelineRoot,
            @DefaultValue List<String> parameters,
            @Nullable String tokenSecret,
            @Nullable String username,
            @Nullable String passwordSecret,
            @NotNull @DefaultValue("PT10S") Duration timeout) {

        Pipeline {
            if (url != null) {
                new TrainerAccess("mendflow.trainer.kubeflow", url, tokenSecret, username, passwordSecret, timeout);
            }
        }

        TrainerAccess access(String name) {
            return new TrainerAccess(
                    "mendflow.trainer.kubeflow." + name, url, tokenSecret, username, passwordSecret, timeout);
        }
    }
}
