/**
 * The patient and the acts of the demo profile; nothing imports it.
 * May depend on every other package.
 */
@NullMarked
package io.mendflow.demo;

import org.jspecify.annotations.NullMarked;
