package io.mendflow.engine;

/** A user, a group or a membership has changed on this node: what is remembered about users no longer counts. */
public record IdentityChanged() {}
