package io.mendflow.connector.local;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What may be run on the machine that Mendflow runs on.
 *
 * @param allowedCommands globs over the whole command line, in which {@code *} is any text and {@code ?} any character; none: nothing may
 * @param allowedReads globs over the command lines that only look; they may be run in a plan, and any number of times
 * @param killGrace how long a process that is asked to end may take before it is made to
 */
@Validated
@ConfigurationProperties("mendflow.host.local")
record LocalSettings(
        @NotNull @DefaultValue List<String> allowedCommands,
        @NotNull @DefaultValue List<String> allowedReads,
        @NotNull @DefaultValue("PT10S") Duration killGrace) {}
