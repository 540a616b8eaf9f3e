package io.mendflow.incident;

import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long what is over is kept. What belongs to an incident that is not resolved, what waits, and dead letters stay, whatever is set here; and so does
 * what is younger than an hour.
 *
 * @param incidentsAge how long a resolved incident is kept, with its signals, its timeline and the history of its flows
 * @param incidentsCount beyond so many incidents the oldest resolved ones go earlier
 * @param signalsAge how long a signal is kept after it was last told of
 * @param signalsCount beyond so many signals the oldest go earlier
 * @param receiptsAge how long a processed delivery is kept, with its bytes
 * @param receiptsCount beyond so many deliveries the oldest processed ones go earlier
 */
@Validated
@ConfigurationProperties("mendflow.retention")
public record RetentionSettings(
        @NotNull @DefaultValue("P180D") Duration incidentsAge,
        @Min(1) @DefaultValue("100000") long incidentsCount,
        @NotNull @DefaultValue("P180D") Duration signalsAge,
        @Min(1) @DefaultValue("1000000") long signalsCount,
        @NotNull @DefaultValue("P30D") Duration receiptsAge,
        @Min(1) @DefaultValue("1000000") long receiptsCount) {

    /** Nothing goes before it, however many there are. */
    public static final Duration LEAST = Duration.ofHours(1);

    @AssertTrue(message = "mendflow.retention.incidents-age, signals-age and receipts-age must be at least PT1H")
    boolean isEveryAgeLongEnough() {
        return Stream.of(incidentsAge, signalsAge, receiptsAge).allMatch(age -> age.compareTo(LEAST) >= 0);
    }
}
