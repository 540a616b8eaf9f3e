package io.mendflow.incident;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How it is learned which alerts fire together.
 *
 * @param enabled false: nothing is learned, and nothing joined for it
 * @param threshold the normalised pointwise mutual information from which two alerts are partners
 * @param support how often they must have fired together
 * @param bucket alerts that fire within this time fire together
 * @param mostAlerts while more different alerts than this fire within a bucket, nothing is learned of pairs: they all fire together then
 * @param halfLife after this time what was learned weighs half
 */
@Validated
@ConfigurationProperties("mendflow.correlation.affinity")
record AffinitySettings(
        @DefaultValue("true") boolean enabled,
        @DecimalMin("0.1") @DecimalMax("1.0") @DefaultValue("0.3") double threshold,
        @Min(1) @DefaultValue("3") int support,
        @NotNull @DurationMin(seconds = 1) @DefaultValue("PT5M") Duration bucket,
        @Min(2) @Max(500) @DefaultValue("40") int mostAlerts,
        @NotNull @DefaultValue("P30D") Duration halfLife) {

    @AssertTrue(message = "must be at least 100 buckets long")
    boolean isHalfLifeLongEnough() {
        return halfLife.compareTo(bucket.multipliedBy(100)) >= 0;
    }
}
