package io.mendflow.incident;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How signals become incidents.
 *
 * @param window a signal joins the open incident of its service and environment when that one's last signal is at most this old
 * @param quietAfterResolve how long repeats of a signal that still fires are only counted after a person closed its incident
 */
@Validated
@ConfigurationProperties("mendflow.correlation")
record CorrelationSettings(
        @NotNull @DefaultValue("PT1H") Duration window, @NotNull @DefaultValue("PT5M") Duration quietAfterResolve) {}
