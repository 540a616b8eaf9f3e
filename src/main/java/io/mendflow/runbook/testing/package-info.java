/**
 * Tests of runbooks without a service: the real engine and compiler in memory, fake targets and a fake clock. Used by the command {@code test}, and by
 * teams through {@link io.mendflow.runbook.testing.RunbookTest}, which needs JUnit 5; nothing here runs in the service.
 */
@NullMarked
@NamedInterface("testing")
package io.mendflow.runbook.testing;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
