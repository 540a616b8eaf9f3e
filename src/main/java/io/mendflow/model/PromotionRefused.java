package io.mendflow.model;

/** A promotion cannot begin, or cannot go where it was asked to go. Nothing was changed. */
public class PromotionRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PromotionRefused(String message) {
        super(message);
    }
}
