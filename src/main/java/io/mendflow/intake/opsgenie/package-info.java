/** Opsgenie's webhooks, which are also those of Jira Service Management. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.opsgenie;

import org.jspecify.annotations.NullMarked;
