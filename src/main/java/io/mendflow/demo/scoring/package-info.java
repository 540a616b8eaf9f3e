/**
 * What the demo's model act runs against, each a process of its own: a trainer, a service that scores payments, and the traffic on it; with the
 * payments that they work on. The flows know none of it: they see commands, files, a model store and HTTP.
 * May depend on {@code connector}.
 */
@NullMarked
package io.mendflow.demo.scoring;

import org.jspecify.annotations.NullMarked;
