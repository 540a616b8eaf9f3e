/** Machines over SSH, as a system. */
@NullMarked
package io.mendflow.connector.ssh;

import org.jspecify.annotations.NullMarked;
