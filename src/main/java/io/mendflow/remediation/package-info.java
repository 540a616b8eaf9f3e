/**
 * Triage, the start of the incident process, the delegates of the incident flows, approvals and verification.
 * May depend on: {@code incident}, {@code diagnosis}, {@code runbook}, {@code audit}.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {"incident", "diagnosis", "runbook", "runbook :: guard", "audit"})
package io.mendflow.remediation;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
