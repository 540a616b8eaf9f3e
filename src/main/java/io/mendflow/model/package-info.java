/**
 * Models on the road of incidents: data checks, drift, comparison of champion and challenger, promotion.
 * May depend on: {@code runbook}, {@code connector}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"runbook", "connector", "audit"})
package io.mendflow.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
