/**
 * The Groovy language of runbooks, its compiler to BPMN, the runs and their steps.
 * May depend on: {@code connector}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"connector", "audit"})
package io.mendflow.runbook;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
