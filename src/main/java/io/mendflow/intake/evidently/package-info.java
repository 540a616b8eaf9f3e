/** Evidently's drift reports. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.evidently;

import org.jspecify.annotations.NullMarked;
