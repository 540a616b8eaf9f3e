package io.mendflow.incident;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How signals become incidents.
 *
 * @param window a signal joins an open incident that it belongs to when that one's last signal is at most this old
 * @param quietAfterResolve how long repeats of a signal that still fires are only counted after a person closed its incident
 * @param reopenWithin a resolved incident is opened again when its alert fires again within that time; later a new one is opened that names it
 * @param hops an alert joins the incident of a service that calls its own, directly or through others, at most so many calls away; 0 for never
 * @param callers whether an alert joins the incident of a service that its own calls, too
 */
@Validated
@ConfigurationProperties("mendflow.correlation")
record CorrelationSettings(
        @NotNull @DefaultValue("PT1H") Duration window,
        @NotNull @DefaultValue("PT5M") Duration quietAfterResolve,
        @NotNull @DefaultValue("PT10M") Duration reopenWithin,
        @Min(0) @Max(10) @DefaultValue("1") int hops,
        @DefaultValue("false") boolean callers,
        @Valid @NotNull @DefaultValue Flapping flapping) {

    /**
     * When an alert counts as flapping, and what then happens.
     *
     * @param changes so many beginnings and ends of one alert within the time make it flap
     * @param within that time
     * @param calm how long an incident with such an alert has to stay clear before it is over
     */
    record Flapping(
            @Min(3) @DefaultValue("6") int changes,
            @NotNull @DefaultValue("PT30M") Duration within,
            @NotNull @DefaultValue("PT5M") Duration calm) {}
}
