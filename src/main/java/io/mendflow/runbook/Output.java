package io.mendflow.runbook;

import org.jspecify.annotations.Nullable;

/** Something that a run of a runbook leaves to its caller, typed as its inputs are. */
public record Output(String name, InputType type, @Nullable String about) {}
