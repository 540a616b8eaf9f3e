package io.mendflow.runbook;

import groovy.lang.Closure;
import groovy.lang.DelegatesTo;
import groovy.lang.Script;
import org.jspecify.annotations.Nullable;

/** What a runbook file can say at its top: one {@code runbook('id') { … }}. */
public abstract class RunbookLanguage extends Script {

    private @Nullable Draft draft;

    /** Declares the runbook. Its id is lower-case letters, digits and hyphens, and names its process: {@code runbook-<id>}. */
    public void runbook(
            String id, @DelegatesTo(value = RunbookBlock.class, strategy = Closure.DELEGATE_FIRST) Closure<?> body) {
        RunbookBlock block = new RunbookBlock(id, requireDraft());
        body.setDelegate(block);
        body.setResolveStrategy(Closure.DELEGATE_FIRST);
        body.call();
    }

    void readInto(Draft into) {
        draft = into;
    }

    private Draft requireDraft() {
        if (draft == null) {
            throw new IllegalStateException("Expected a runbook file to be read by Mendflow, not run by itself");
        }
        return draft;
    }
}
