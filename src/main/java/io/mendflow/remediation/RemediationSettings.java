package io.mendflow.remediation;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How long the incident flow waits for whom.
 *
 * @param causesWithin how long root-cause steps may take before the flow goes on without them
 * @param approvalReminder after which time without an answer the approval is escalated
 * @param approvalWithin when an approval expires, which counts as a rejection
 * @param runWithin after which time people are warned that a run takes long
 * @param verifyWithin by when the signals must have cleared after a run
 * @param soak how long the signals have to stay clear
 * @param escalateAfter how long a person may take before the next level of escalation
 * @param tellWithin how long telling people may take
 * @param sourcesWithoutEnd sources whose senders never say that trouble is over: for their signals the verification of the run itself counts
 * @param approveOwn whether who asks for a run may approve it too, for teams of one
 */
@Validated
@ConfigurationProperties("mendflow.remediation")
record RemediationSettings(
        @NotNull @DefaultValue("PT2M") Duration causesWithin,
        @NotNull @DefaultValue("PT10M") Duration approvalReminder,
        @NotNull @DefaultValue("PT1H") Duration approvalWithin,
        @NotNull @DefaultValue("PT15M") Duration runWithin,
        @NotNull @DefaultValue("PT10M") Duration verifyWithin,
        @NotNull @DefaultValue("PT15S") Duration soak,
        @NotNull @DefaultValue("PT15M") Duration escalateAfter,
        @NotNull @DefaultValue("PT1M") Duration tellWithin,
        @NotNull @DefaultValue({"generic", "cloudevents"}) Set<String> sourcesWithoutEnd,
        @DefaultValue("false") boolean approveOwn) {}
