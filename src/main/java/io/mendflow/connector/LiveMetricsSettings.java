package io.mendflow.connector;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What live metrics may be read from, beside monitoring.
 *
 * @param allowedUrls globs over the whole URL, in which {@code *} is any text; end a host with {@code /}, or others that begin alike are allowed too
 * @param deadline for a whole exchange
 */
@Validated
@ConfigurationProperties("mendflow.live-metrics")
record LiveMetricsSettings(
        @NotNull @DefaultValue List<String> allowedUrls, @NotNull @DefaultValue("PT5S") Duration deadline) {

    @AssertTrue(message = "'deadline' must be more than no time")
    boolean isPatient() {
        return deadline.toMillis() > 0;
    }
}
