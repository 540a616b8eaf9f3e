/**
 * Champion against challenger on the same held-out rows: metrics, bootstrap intervals, gates and a verdict with its reasons.
 * Plain calculation: it reads nothing and keeps nothing.
 */
@NullMarked
@NamedInterface("compare")
package io.mendflow.model.compare;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
