/** This machine's processes, as a system. */
@NullMarked
package io.mendflow.connector.local;

import org.jspecify.annotations.NullMarked;
