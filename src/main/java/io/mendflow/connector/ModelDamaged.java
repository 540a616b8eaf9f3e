package io.mendflow.connector;

import org.jspecify.annotations.Nullable;

/** Something in a model store that is there and not whole: an artifact that is missing or was changed, a file that cannot be read. */
public class ModelDamaged extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public ModelDamaged(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
