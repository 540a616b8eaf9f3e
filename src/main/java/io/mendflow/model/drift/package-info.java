/**
 * Drift: how far the columns and predictions of today lie from those that a model was made with. {@link io.mendflow.model.drift.DriftCheck} is
 * the entry; the statistics and defaults are those of Evidently 0.7. Plain Java over columns; it knows no store, flow or file format.
 * May depend on: nothing else of Mendflow.
 */
@NullMarked
@NamedInterface("drift")
package io.mendflow.model.drift;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
