package io.mendflow.intake.cloudevents;

import jakarta.validation.constraints.NotNull;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * What types of events mean here.
 *
 * @param changeTypes an event whose type contains one of these is a change, such as a deploy
 * @param resolvedTypes an event whose type contains one of these says that the trouble is over, unless its data has a status
 */
@Validated
@ConfigurationProperties("mendflow.cloudevents")
record CloudEventsSettings(
        @NotNull @DefaultValue({".deployed", ".upgraded", ".rolledback", ".released"}) List<String> changeTypes,
        @NotNull @DefaultValue({".resolved", ".recovered", ".closed"}) List<String> resolvedTypes) {}
