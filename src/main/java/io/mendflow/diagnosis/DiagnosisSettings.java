package io.mendflow.diagnosis;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How causes are looked for.
 *
 * @param changeWindow how long before an incident a change may have been made to be a cause of it
 * @param hops how far along the topology is looked, in calls
 * @param queries what to ask monitoring, by name
 */
@Validated
@ConfigurationProperties("mendflow.diagnosis")
record DiagnosisSettings(
        @NotNull @DefaultValue("PT1H") Duration changeWindow,
        @Min(1) @Max(10) @DefaultValue("3") int hops,
        @NotNull @DefaultValue Map<String, Query> queries) {

    /**
     * A question to monitoring.
     *
     * @param promql expression, in which {@code {service}} and {@code {environment}} may stand inside quotes
     * @param threshold the value beyond which the metric is evidence
     * @param beyond which side of the threshold that is
     * @param sentence what that means, with {@code {value}}, {@code {service}} and {@code {environment}}
     * @param score how likely it then is the cause, 0 to 1
     */
    record Query(
            @NotNull String promql,
            double threshold,
            @NotNull @DefaultValue("above") Side beyond,
            @NotNull String sentence,
            @DefaultValue("0.6") double score) {

        Query {
            PromQl.check(promql);
        }

        boolean isBeyond(double value) {
            return beyond == Side.ABOVE ? value > threshold : value < threshold;
        }
    }

    /** A side of a threshold. */
    enum Side {
        ABOVE,
        BELOW
    }
}
