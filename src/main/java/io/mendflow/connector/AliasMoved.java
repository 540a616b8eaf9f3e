package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/** An alias was not where it was expected: somebody else has moved it. Nothing was changed. */
public class AliasMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public AliasMoved(String model, AliasMove move, @Nullable String found) {
        super(
                "Expected alias '%s' of model '%s' to point to %s before it is %s, but it points to %s; find out who moved it and decide anew"
                        .formatted(
                                move.alias(),
                                model,
                                version(move.expected()),
                                move.to() == null ? "taken away" : "moved to version " + move.to(),
                                version(found)));
    }

    private static String version(@Nullable String version) {
        return version == null ? "no version" : "version " + version;
    }
}
