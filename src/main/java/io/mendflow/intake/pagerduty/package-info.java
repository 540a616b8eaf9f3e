/** PagerDuty's webhooks, version 3 and those before it. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.pagerduty;

import org.jspecify.annotations.NullMarked;
