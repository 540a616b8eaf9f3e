package io.mendflow.runbook;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where runbooks come from.
 *
 * @param directories folders of {@code *.groovy} files; a folder may come into being later
 * @param shipped globs over the ids of the shipped runbooks that are put into service; none: none is
 * @param compiled folder for what Groovy made of the files, for the next start; may be emptied at any time; null means {@code compiled} below
 *     {@code mendflow.home}
 * @param poll how often the folders are looked at for changes
 * @param cached deployed sources kept compiled, at least 1
 */
@Validated
@ConfigurationProperties("mendflow.runbooks")
record RunbookSettings(
        @NotNull @DefaultValue List<Path> directories,
        @NotNull @DefaultValue("*") List<String> shipped,
        @Nullable Path compiled,
        @NotNull @DefaultValue("PT1S") Duration poll,
        @jakarta.validation.constraints.Min(1) @DefaultValue("64") int cached) {}
