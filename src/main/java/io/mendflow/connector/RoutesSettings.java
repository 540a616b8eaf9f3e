package io.mendflow.connector;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where users keep routes of their own.
 *
 * @param directories folders whose {@code *.camel.yaml} files are routes; one that is not there yet may come later
 * @param every how often they are looked at for changes
 */
@Validated
@ConfigurationProperties("mendflow.routes")
record RoutesSettings(@NotNull @DefaultValue List<Path> directories, @NotNull @DefaultValue("PT1S") Duration every) {}
