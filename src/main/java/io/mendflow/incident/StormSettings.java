package io.mendflow.incident;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When one alert of one service is a storm: it came {@code alerts} times {@code within} that time, older ones fading.
 *
 * @param alerts how many make a storm
 * @param within in about which time
 */
@Validated
@ConfigurationProperties("mendflow.correlation.storm")
record StormSettings(
        @Min(2) @DefaultValue("20") int alerts,
        @NotNull @DurationMin(millis = 100) @DefaultValue("PT2S") Duration within) {}
