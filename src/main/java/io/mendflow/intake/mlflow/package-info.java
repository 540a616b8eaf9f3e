/** MLflow's webhooks, of 3.3 and later. Depends on nothing but {@code intake} and {@code incident}. */
@NullMarked
package io.mendflow.intake.mlflow;

import org.jspecify.annotations.NullMarked;
