/**
 * The guardrails of runs: leases on targets, budgets, rates, freezes, the breaker, the track record and the ladder of autonomy. Domain and SQL
 * alone: no Camunda.
 * May depend on: {@code audit}, {@code connector}.
 */
@NullMarked
@NamedInterface("guard")
package io.mendflow.runbook.guard;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
