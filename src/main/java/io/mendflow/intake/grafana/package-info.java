/** Grafana's webhooks: of its unified alerting, and of the alerting of dashboards before it. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.grafana;

import org.jspecify.annotations.NullMarked;
