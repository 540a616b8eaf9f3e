/** HTTP as a system: the limits of every exchange, and a route with its own circuit breaker for each target. */
@NullMarked
package io.mendflow.connector.http;

import org.jspecify.annotations.NullMarked;
