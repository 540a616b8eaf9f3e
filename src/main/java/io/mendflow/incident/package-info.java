/**
 * Signals, incidents, correlation, the state table and the timeline. Pure domain and SQL: no Camunda, no Camel.
 * May depend on: {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"audit"})
package io.mendflow.incident;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
