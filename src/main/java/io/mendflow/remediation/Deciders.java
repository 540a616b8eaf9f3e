package io.mendflow.remediation;

import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Who completes a task: the person logged in to the web apps, else the one the API made its assignee. */
final class Deciders {

    private Deciders() {}

    static String of(DelegateTask task, IdentityService identity) {
        Authentication person = identity.getCurrentAuthentication();
        if (person != null && person.getUserId() != null) {
            return person.getUserId();
        }
        return task.getAssignee() == null ? "somebody" : task.getAssignee();
    }
}
