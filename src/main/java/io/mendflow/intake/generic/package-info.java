/** JSON of any sender, mapped by configuration. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.generic;

import org.jspecify.annotations.NullMarked;
