package io.mendflow.connector.tensorflow;

import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * The models on TensorFlow Serving.
 *
 * @param tensorflow as {@code mendflow.serving.tensorflow.<name>}
 */
@Validated
@ConfigurationProperties("mendflow.serving")
record TensorflowSettings(@DefaultValue Map<String, @Valid Server> tensorflow) {

    @AssertTrue(message = "'config-file' must be another one for each of mendflow.serving.tensorflow")
    boolean isConfigFileOfOne() {
        List<Path> files = tensorflow.values().stream()
                .map(Server::configFile)
                .filter(Objects::nonNull)
                .map(file -> file.toAbsolutePath().normalize())
                .toList();
        return Set.copyOf(files).size() == files.size();
    }

    Server require(String name) {
        Server found = tensorflow.get(name);
        if (found == null) {
            throw new IllegalArgumentException(
                    "Expected a serving that the settings have, got 'tensorflow/%s'; set url, base-path and config-file under mendflow.serving.tensorflow.%s"
                            .formatted(name, name));
        }
        return found;
    }

    /**
     * One model on one server.
     *
     * @param url of its REST API, such as {@code http://fraud:8501}
     * @param modelName its name there; null: the serving's
     * @param basePath folder of the version folders
     * @param serverBasePath the same folder as the server sees it; null: {@code basePath}
     * @param configFile of the server, Mendflow's own
     * @param platform as the server calls it
     * @param deadline for one request
     */
    record Server(
            @NotNull URI url,
            @Nullable @Pattern(regexp = "[A-Za-z0-9._-]+") String modelName,
            @NotNull Path basePath,
            @Nullable @Pattern(regexp = "[^\"\\\\\\p{Cntrl}]+") String serverBasePath,
            @NotNull Path configFile,
            @NotBlank @Pattern(regexp = "[a-z0-9_]+") @DefaultValue("tensorflow") String platform,
            @NotNull @DefaultValue("PT5S") Duration deadline) {

        @AssertTrue(message = "needs a 'url' of http or https, such as http://fraud:8501")
        boolean isReachable() {
            return url == null
                    || (url.getHost() != null && String.valueOf(url.getScheme()).matches("https?"));
        }

        @AssertTrue(message = "'deadline' must be more than no time")
        boolean isPatient() {
            return deadline.toMillis() > 0;
        }

        String seenBasePath() {
            return serverBasePath == null ? basePath.toAbsolutePath().toString() : serverBasePath;
        }
    }
}
