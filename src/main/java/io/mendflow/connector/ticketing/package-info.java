/** The embedded ticket system: two tables. */
@NullMarked
package io.mendflow.connector.ticketing;

import org.jspecify.annotations.NullMarked;
