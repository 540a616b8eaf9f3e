package io.mendflow.runbook;

import java.util.Optional;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Who completes a task: whoever is logged in, else whom the task is assigned to. */
final class Person {

    private Person() {}

    static Optional<String> of(DelegateTask task) {
        Authentication signedIn =
                task.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
        if (signedIn != null && signedIn.getUserId() != null) {
            return Optional.of(signedIn.getUserId());
        }
        return Optional.ofNullable(task.getAssignee());
    }
}
