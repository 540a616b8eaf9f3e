/** Prometheus as a system: where it is and how to be let in. */
@NullMarked
package io.mendflow.connector.prometheus;

import org.jspecify.annotations.NullMarked;
