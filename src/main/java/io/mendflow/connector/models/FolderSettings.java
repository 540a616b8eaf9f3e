package io.mendflow.connector.models;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where models are kept.
 *
 * @param kind {@code folder}, or that of another store
 * @param folder that holds them when it is the folder; null means {@code models} in {@code mendflow.home}
 */
@Validated
@ConfigurationProperties("mendflow.model-store")
record FolderSettings(@NotNull @DefaultValue("folder") String kind, @Nullable Path folder) {}
