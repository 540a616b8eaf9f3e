/**
 * Amazon CloudWatch's alarms, as Amazon SNS delivers them: in its signed envelope or raw. Depends on nothing but {@code intake} and
 * {@code incident}.
 */
@NullMarked
package io.mendflow.intake.cloudwatch;

import org.jspecify.annotations.NullMarked;
