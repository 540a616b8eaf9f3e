package io.mendflow.runbook;

import io.mendflow.connector.Port;

/**
 * A name that runbooks may use in their steps, such as {@code http}, and the port behind it. Every bean of this type is one.
 *
 * @param port its public methods and properties are what a step can say
 */
public record Verb(String name, Port port) {}
