package io.mendflow.runbook;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.delegate.DelegateTask;
import org.camunda.bpm.engine.impl.identity.Authentication;

/** Who completes a task: whoever is logged in, else whom the task is assigned to. */
public final class Person {

    private static final String ADMIN = "camunda-admin";

    private Person() {}

    public static Optional<String> of(DelegateTask task) {
        Authentication signedIn =
                task.getProcessEngineServices().getIdentityService().getCurrentAuthentication();
        if (signedIn != null && signedIn.getUserId() != null) {
            return Optional.of(signedIn.getUserId());
        }
        return Optional.ofNullable(task.getAssignee());
    }

    /** Whether a person is in one of the groups, or an administrator. */
    public static boolean isIn(DelegateTask task, String person, Collection<String> groups) {
        IdentityService identity = task.getProcessEngineServices().getIdentityService();
        Authentication signedIn = identity.getCurrentAuthentication();
        List<String> known = signedIn != null && signedIn.getGroupIds() != null ? signedIn.getGroupIds() : List.of();
        return Stream.concat(Stream.of(ADMIN), groups.stream())
                .anyMatch(group -> known.contains(group)
                        || identity.createGroupQuery()
                                        .groupId(group)
                                        .groupMember(person)
                                        .count()
                                > 0);
    }
}
