package io.mendflow.model;

import java.util.Set;

/** A model that Mendflow does not look after. */
public class UnknownModel extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnknownModel(String name, Set<String> known) {
        super("There is no model '%s' under mendflow.models.inventory; %s"
                .formatted(
                        name, known.isEmpty() ? "there are none yet" : "those there are: " + String.join(", ", known)));
    }
}
