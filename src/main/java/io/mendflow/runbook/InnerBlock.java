package io.mendflow.runbook;

import java.util.Set;

/** What can be said inside a branch, for each item of a list, and on one way of a question. */
public final class InnerBlock extends PartsBlock {

    /** @param items what the parts inside may call an item, beside those around it */
    InnerBlock(PartsBlock outer, Set<String> items) {
        super(outer, items);
    }
}
