package io.mendflow.runbook.guard;

import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How far runs may go by themselves.
 *
 * @param lease how long a run may hold its target without a sign of life
 * @param lookAgain how long a run that waits for a lease waits at most before it looks itself; it is woken before, when the lease is freed
 * @param breakerAfter unverified runs of a runbook in a row after which it only suggests
 * @param rate how often one target may be acted on
 * @param budgets how many targets of a pool may be acted on
 * @param ladder what a runbook has to show for each level of autonomy
 */
@Validated
@ConfigurationProperties("mendflow.guard")
public record GuardSettings(
        @NotNull @DurationMin(seconds = 1) @DefaultValue("PT15M") Duration lease,
        @NotNull @DurationMin(millis = 50) @DefaultValue("PT1M") Duration lookAgain,
        @Min(1) @DefaultValue("3") int breakerAfter,
        @NotNull @Valid @DefaultValue Rate rate,
        @NotNull @DefaultValue List<@Valid Budget> budgets,
        @NotNull @Valid @DefaultValue Ladder ladder) {

    /**
     * How often one target may be acted on.
     *
     * @param atMost runs; 0 means as often as wanted
     */
    public record Rate(
            @Min(0) @DefaultValue("3") int atMost,
            @NotNull @DurationMin(seconds = 1) @DefaultValue("PT1H") Duration per) {}

    /**
     * How many targets of a pool may be acted on within a time.
     *
     * @param pool glob of targets, segment by segment, such as {@code host/web-*}
     * @param atMost a number, or a share of the pool such as {@code 10 %}, rounded down but never below one
     * @param of how many members the pool has; only needed for a share
     */
    public record Budget(
            @NotBlank String pool,
            @NotNull @Pattern(regexp = "\\d+( ?%)?", message = "must be a number or a share, such as 2 or 10 %")
                    String atMost,
            @NotNull @DurationMin(seconds = 1) @DefaultValue("PT1H") Duration per,
            @Min(1) @DefaultValue("1") int of) {

        /** How many members, in numbers. */
        int most() {
            if (!atMost.endsWith("%")) {
                return Integer.parseInt(atMost);
            }
            int share =
                    Integer.parseInt(atMost.substring(0, atMost.length() - 1).strip());
            return Math.max(1, of * share / 100);
        }
    }

    /**
     * What a runbook has to show for each level: so many tries, and so high a lower bound of the 95 % interval of the share that was verified.
     *
     * @param start where a runbook stands of which little is known
     * @param slack how far the lower bound may sink below before the level is lost again
     */
    public record Ladder(
            @NotNull @DefaultValue("auto") Level start,
            @Min(0) @DefaultValue("1") int suggestTries,
            @DecimalMin("0") @DecimalMax("1") @DefaultValue("0") double suggestLowerBound,
            @Min(0) @DefaultValue("5") int approveTries,
            @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.3") double approveLowerBound,
            @Min(0) @DefaultValue("20") int autoTries,
            @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.8") double autoLowerBound,
            @DecimalMin("0") @DecimalMax("1") @DefaultValue("0.1") double slack) {}
}
