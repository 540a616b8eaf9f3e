/**
 * Checks of the data that a model is trained on: tables read as a stream, what is expected of them, and a report of what is not so. Knows neither
 * flows nor Spring.
 */
@NullMarked
@NamedInterface("data")
package io.mendflow.model.data;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
