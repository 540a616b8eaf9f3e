/** Google Cloud Monitoring's incidents. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.gcpmonitoring;

import org.jspecify.annotations.NullMarked;
