/**
 * Synthetic probes: Mendflow looks at an endpoint by itself, and says so when it turns red or green again. Depends on nothing but
 * {@code intake} and {@code incident}.
 */
@NullMarked
package io.mendflow.intake.probe;

import org.jspecify.annotations.NullMarked;
