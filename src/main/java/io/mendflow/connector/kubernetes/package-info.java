/** Kubernetes as a system: where its clusters are, what may be touched there, and what can be done. */
@NullMarked
package io.mendflow.connector.kubernetes;

import org.jspecify.annotations.NullMarked;
