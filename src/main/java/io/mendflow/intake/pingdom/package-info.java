/** Pingdom's changes of state. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.pingdom;

import org.jspecify.annotations.NullMarked;
