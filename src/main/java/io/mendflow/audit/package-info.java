/**
 * The append-only, hash-chained trail of who did what to which subject.
 * Depends on no other package.
 */
@NullMarked
@ApplicationModule(allowedDependencies = {})
package io.mendflow.audit;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
