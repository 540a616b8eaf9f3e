package io.mendflow.demo;

import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where the patients of the demo live.
 *
 * @param folder for their class file and logs
 * @param shopPort, ledgerPort on the loopback interface
 */
@Validated
@ConfigurationProperties("mendflow.demo")
record DemoSettings(
        @NotNull @DefaultValue(".mendflow/demo/patient") Path folder,
        @DefaultValue("18081") int shopPort,
        @DefaultValue("18082") int ledgerPort) {}
