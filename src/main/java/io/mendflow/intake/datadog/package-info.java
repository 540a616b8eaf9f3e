/** Datadog's webhooks, whose payload their owner writes. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.datadog;

import org.jspecify.annotations.NullMarked;
