package io.mendflow.demo;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Where what the demo breaks and mends lives.
 *
 * @param folder for the patients' class file and logs
 * @param shopPort, ledgerPort on the loopback interface
 * @param scoringFolder for the payments, the argument files of the trainer and of the scoring service, and their logs
 * @param scoringPort on the loopback interface
 * @param paymentsPerSecond that are sent to the scoring service
 * @param approveAfter for how long the model act waits for a person before it approves a challenger in the user's name, so that it goes on
 */
@Validated
@ConfigurationProperties("mendflow.demo")
record DemoSettings(
        @NotNull @DefaultValue(".mendflow/demo/patient") Path folder,
        @DefaultValue("18081") int shopPort,
        @DefaultValue("18082") int ledgerPort,
        @NotNull @DefaultValue(".mendflow/demo/scoring") Path scoringFolder,
        @DefaultValue("18083") int scoringPort,
        @Min(1) @Max(1000) @DefaultValue("200") int paymentsPerSecond,
        @NotNull @DefaultValue("PT30S") Duration approveAfter) {}
