/** Sentry's webhooks: of the integration platform, and of the plug-in before it. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.sentry;

import org.jspecify.annotations.NullMarked;
