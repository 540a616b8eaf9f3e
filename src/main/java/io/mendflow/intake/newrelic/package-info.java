/** New Relic's webhooks: issues of workflows, and incidents of the notification channels before them. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.newrelic;

import org.jspecify.annotations.NullMarked;
