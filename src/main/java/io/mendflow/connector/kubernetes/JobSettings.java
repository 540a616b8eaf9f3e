package io.mendflow.connector.kubernetes;

import io.mendflow.connector.CommandLine;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.Delimiter;
import org.springframework.validation.annotation.Validated;

/**
 * The trainers that are jobs of Kubernetes.
 *
 * @param kubernetesJob as {@code mendflow.trainer.kubernetes-job.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.trainer")
record JobSettings(
        @DefaultValue Map<@Pattern(regexp = "[A-Za-z0-9._-]{1,100}") String, @Valid Template> kubernetesJob) {

    Template require(String name) {
        Template found = kubernetesJob.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a trainer that mendflow.trainer.kubernetes-job has (%s), got '%s'; add it to the settings"
                            .formatted(
                                    kubernetesJob.isEmpty()
                                            ? "none"
                                            : String.join(", ", new TreeSet<>(kubernetesJob.keySet())),
                                    name));
        }
        return found;
    }

    /**
     * What jobs are made of: a file, or an image and what follows, or a file in which those take the place of what it has.
     *
     * @param cluster its name in {@code mendflow.kubernetes.clusters}; {@code default} is that of {@code mendflow.kubernetes} itself
     * @param namespace of the jobs; {@code allowed-namespaces} of the cluster has to allow it
     * @param template file with a Job (YAML or JSON), read for each training; its first container trains
     * @param image of the container
     * @param train command line in the container, as one text or as a list of its words; none: the image's own, which has {@code MENDFLOW_TASK} to
     *     tell tasks apart
     * @param score the same for scoring rows
     * @param environment further environment variables
     * @param serviceAccount of the pod; none: the namespace's own
     * @param claims names of persistent volume claims by the path that each is mounted at
     * @param limits of the container, such as {@code cpu}, {@code memory} and {@code nvidia.com/gpu}; they are its requests, too
     */
    record Template(
            @NotBlank @DefaultValue("default") String cluster,
            @NotBlank String namespace,
            @Nullable Path template,
            @Nullable String image,
            @Delimiter(Delimiter.NONE) @DefaultValue List<String> train,
            @Delimiter(Delimiter.NONE) @DefaultValue List<String> score,
            @DefaultValue Map<String, String> environment,
            @Nullable String serviceAccount,
            @DefaultValue Map<String, String> claims,
            @DefaultValue Map<String, String> limits) {

        @AssertTrue(message = "needs 'template' or 'image'")
        boolean isMadeOfSomething() {
            return template != null || image != null;
        }

        /** The words of a task's command line; none when the image has its own. */
        List<String> words(String task) {
            List<String> words = task.equals("train") ? train : score;
            return words.isEmpty()
                    ? words
                    : CommandLine.of(words.size() == 1 ? words.get(0) : words).words();
        }
    }
}
