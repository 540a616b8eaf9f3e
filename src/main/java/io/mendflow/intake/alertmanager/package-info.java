/** Prometheus Alertmanager's webhooks, version 4. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.alertmanager;

import org.jspecify.annotations.NullMarked;
