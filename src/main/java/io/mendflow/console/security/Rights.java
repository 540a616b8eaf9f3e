package io.mendflow.console.security;

import static org.camunda.bpm.engine.authorization.Authorization.ANY;

import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.authorization.Permissions;
import org.camunda.bpm.engine.authorization.ProcessDefinitionPermissions;
import org.camunda.bpm.engine.authorization.ProcessInstancePermissions;
import org.camunda.bpm.engine.authorization.Resource;
import org.camunda.bpm.engine.authorization.Resources;

/**
 * A right in Camunda that the group of a role starts with.
 *
 * <p>Nobody but the admin may start, modify or re-wire an instance, set its variables or deploy, because that would lead round the approvals.
 * Tasks need no right here: Camunda gives the right on a task to the groups that are its candidates.
 *
 * @param id of the resource, {@code *} for every one
 */
record Rights(Resource resource, String id, List<Permission> permissions) {

    static List<Rights> of(Role role) {
        return switch (role) {
            case VIEWER -> looking();
            case OPERATOR ->
                Stream.concat(looking().stream(), operating().stream()).toList();
            case APPROVER -> looking();
            case ADMIN ->
                Stream.of(Resources.values())
                        .map(resource -> on(resource, Permissions.ALL))
                        .toList();
        };
    }

    private static List<Rights> looking() {
        return List.of(
                new Rights(Resources.APPLICATION, "cockpit", List.of(Permissions.ACCESS)),
                new Rights(Resources.APPLICATION, "tasklist", List.of(Permissions.ACCESS)),
                on(
                        Resources.PROCESS_DEFINITION,
                        ProcessDefinitionPermissions.READ,
                        ProcessDefinitionPermissions.READ_INSTANCE,
                        ProcessDefinitionPermissions.READ_TASK,
                        ProcessDefinitionPermissions.READ_HISTORY),
                on(Resources.DECISION_DEFINITION, Permissions.READ, Permissions.READ_HISTORY),
                on(Resources.DECISION_REQUIREMENTS_DEFINITION, Permissions.READ),
                on(Resources.DEPLOYMENT, Permissions.READ),
                on(Resources.BATCH, Permissions.READ),
                on(Resources.FILTER, Permissions.READ));
    }

    private static List<Rights> operating() {
        return List.of(on(
                Resources.PROCESS_INSTANCE,
                ProcessInstancePermissions.RETRY_JOB,
                ProcessInstancePermissions.SUSPEND,
                ProcessInstancePermissions.DELETE));
    }

    private static Rights on(Resource resource, Permission... permissions) {
        return new Rights(resource, ANY, List.of(permissions));
    }
}
