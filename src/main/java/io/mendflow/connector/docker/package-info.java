/** Docker engines over their API, as a system. */
@NullMarked
package io.mendflow.connector.docker;

import org.jspecify.annotations.NullMarked;
