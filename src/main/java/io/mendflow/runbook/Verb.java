package io.mendflow.runbook;

/**
 * A name that runbooks may use in their steps, such as {@code http}, and the object behind it. Every bean of this type is one.
 *
 * @param target its public methods and properties are what a step can say
 */
public record Verb(String name, Object target) {}
