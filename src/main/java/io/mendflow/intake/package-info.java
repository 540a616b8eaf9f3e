/**
 * Every way a fact enters: webhooks (one sub-package a sender), synthetic probes, and the inbox that commits a
 * delivery before it is acknowledged. Out comes a {@link io.mendflow.incident.Signal}.
 * May depend on: {@code incident}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"incident", "audit"})
package io.mendflow.intake;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
