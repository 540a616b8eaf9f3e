/**
 * The REST API, the web pages and the security in front of them.
 * May depend on every other package.
 */
@NullMarked
package io.mendflow.console;

import org.jspecify.annotations.NullMarked;
