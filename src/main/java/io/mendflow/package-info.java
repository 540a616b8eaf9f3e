/** The application: what starts it. The work is in the packages below, a feature each. */
@NullMarked
package io.mendflow;

import org.jspecify.annotations.NullMarked;
