/**
 * Evidence (topology, changes, metrics) and the ranking of probable causes.
 * May depend on: {@code incident}, {@code connector}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"incident", "connector", "audit"})
package io.mendflow.diagnosis;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
