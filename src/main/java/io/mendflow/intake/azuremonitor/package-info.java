/** Azure Monitor's alerts: the common schema, and metric alerts before it. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.azuremonitor;

import org.jspecify.annotations.NullMarked;
