package io.mendflow.engine;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Period;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How Camunda runs.
 *
 * @param jobLock how long a node may work on a job before another one takes it over. A node that dies on PostgreSQL leaves its jobs locked for
 *     at most this long; a node that lives renews its locks. On an embedded H2 the locks of the last run are freed at start
 * @param historyTimeToLive how long a finished instance stays in the history when its model does not say so itself
 * @param queryLimit the most results that one query of a user may answer with
 */
@Validated
@ConfigurationProperties("mendflow.engine")
record EngineSettings(
        @NotNull @DefaultValue("PT5M") Duration jobLock,
        @NotNull @DefaultValue("P180D") Period historyTimeToLive,
        @Min(1) @DefaultValue("2000") int queryLimit) {}
