/** Databases as a system: where they are, how to be let in, and which statements may change something. */
@NullMarked
package io.mendflow.connector.database;

import org.jspecify.annotations.NullMarked;
