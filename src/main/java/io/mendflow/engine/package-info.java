/**
 * Camunda's set-up: the deployment of {@code bpmn/}, the checks on every deployment, hardening and metrics.
 * May depend on: {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"audit"})
package io.mendflow.engine;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
