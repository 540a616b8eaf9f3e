/** CloudEvents 1.0 over HTTP: binary, structured and batched. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.cloudevents;

import org.jspecify.annotations.NullMarked;
