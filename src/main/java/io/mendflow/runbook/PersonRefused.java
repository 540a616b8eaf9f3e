package io.mendflow.runbook;

import org.camunda.bpm.engine.ProcessEngineException;

/** A person may not complete a task: they asked for it, have answered already or lack the role. Nothing was changed. */
public final class PersonRefused extends ProcessEngineException {

    private static final long serialVersionUID = 1L;

    public PersonRefused(String message) {
        super(message);
    }
}
