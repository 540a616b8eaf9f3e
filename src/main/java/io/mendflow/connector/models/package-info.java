/** A folder as a model store: the embedded default. Several threads and processes may write to it at once. */
@NullMarked
@NamedInterface("models")
package io.mendflow.connector.models;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.NamedInterface;
