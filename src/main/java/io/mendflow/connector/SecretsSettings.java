package io.mendflow.connector;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where secrets are, besides the environment.
 *
 * @param directory holds one file a secret, named as it, such as the mount of a Kubernetes secret; null when there is none
 */
@ConfigurationProperties("mendflow.secrets")
public record SecretsSettings(@Nullable Path directory) {}
