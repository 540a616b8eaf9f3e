package io.mendflow.intake.cloudwatch;

import io.mendflow.incident.Signal.Status;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Whom CloudWatch's alarms are believed from, and what they mean here.
 *
 * @param topics ARNs of the SNS topics whose subscriptions are confirmed. Where there are any, nothing else is taken: messages of other topics are
 *     refused, and raw deliveries unless the source has a secret
 * @param hosts where certificates and confirmations may be fetched, {@code host} or {@code host:port}, over HTTPS only; a star stands for letters,
 *     digits and hyphens
 * @param deadline for each fetch, from connecting to the last byte
 * @param insufficientData what an alarm without data is: {@code occurred} keeps it without an incident
 * @param serviceDimensions the first of these that an alarm's metric has names the service; the alarm's own name does otherwise
 * @param environment the environment of all alarms
 */
@Validated
@ConfigurationProperties("mendflow.cloudwatch")
record CloudwatchSettings(
        @DefaultValue Set<@NotBlank String> topics,
        @NotEmpty @DefaultValue({"sns.*.amazonaws.com", "sns.*.amazonaws.com.cn"}) List<@NotBlank String> hosts,
        @DurationMin(millis = 1) @DefaultValue("PT5S") Duration deadline,
        @DefaultValue("occurred") Status insufficientData,
        @DefaultValue({
                    "ServiceName",
                    "FunctionName",
                    "ApiName",
                    "DBInstanceIdentifier",
                    "DBClusterIdentifier",
                    "CacheClusterId",
                    "QueueName",
                    "TableName",
                    "LoadBalancer",
                    "AutoScalingGroupName",
                    "InstanceId"
                })
                List<String> serviceDimensions,
        @NotBlank @DefaultValue("production") String environment) {}
