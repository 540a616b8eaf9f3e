package io.mendflow.engine;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where models come from besides those that are shipped.
 *
 * @param directories folders with {@code *.bpmn}, {@code *.dmn} and {@code *.form} files, deployed at start and whenever one of them changes. A
 *     file with the name of a shipped one replaces it
 */
@Validated
@ConfigurationProperties("mendflow.bpmn")
record ModelSettings(@NotNull @DefaultValue List<Path> directories) {}
