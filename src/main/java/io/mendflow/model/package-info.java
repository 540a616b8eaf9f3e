/** Models on the road of incidents: data checks, drift, comparison of champion and challenger, promotion. */
@NullMarked
package io.mendflow.model;

import org.jspecify.annotations.NullMarked;
