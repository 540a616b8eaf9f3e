/**
 * The jar's subcommands: lint, plan, test, data, drift and verify. None of them starts the service.
 * May depend on every other package.
 */
@NullMarked
package io.mendflow.cli;

import org.jspecify.annotations.NullMarked;
