package io.mendflow.runbook;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where secrets are, besides the environment.
 *
 * @param directory holds one file a secret, named as it; null when there is none
 */
@ConfigurationProperties("mendflow.secrets")
record SecretsSettings(@Nullable Path directory) {}
