/**
 * Models on the road of incidents: data checks, drift, comparison of champion and challenger, promotion.
 * May depend on: {@code incident}, {@code runbook} (and its {@code guard}), {@code connector}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"incident", "runbook", "runbook :: guard", "connector", "audit"})
package io.mendflow.model;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
