/**
 * Who may ask what: the log-in over Camunda's users, the roles, and the answers to those who may not.
 */
@NullMarked
package io.mendflow.console.security;

import org.jspecify.annotations.NullMarked;
