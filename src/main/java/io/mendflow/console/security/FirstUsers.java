package io.mendflow.console.security;

import io.mendflow.engine.Engine;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import org.camunda.bpm.engine.AuthorizationService;
import org.camunda.bpm.engine.IdentityService;
import org.camunda.bpm.engine.authorization.Authorization;
import org.camunda.bpm.engine.authorization.Permission;
import org.camunda.bpm.engine.identity.Group;
import org.camunda.bpm.engine.identity.User;
import org.camunda.bpm.engine.impl.IdentityServiceImpl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Makes the groups of the roles, their rights and an admin, before the web server opens: there is never a moment at which a stranger could make
 * the first admin.
 *
 * <p>A group is made once; what an admin changes about its rights later on stays.
 */
@Component
class FirstUsers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(FirstUsers.class);
    private static final int BEFORE_EVERYTHING = -1000;
    private static final int PASSWORD_BYTES = 18;

    private final IdentityService identities;
    private final AuthorizationService authorizations;
    private final Engine engine;
    private final AdminSettings settings;
    private volatile boolean running;

    FirstUsers(IdentityService identities, AuthorizationService authorizations, Engine engine, AdminSettings settings) {
        this.identities = identities;
        this.authorizations = authorizations;
        this.engine = engine;
        this.settings = settings;
    }

    @Override
    public void start() {
        String password = engine.alone(this::make);
        running = true;
        if (password != null) {
            // Not to the log, which may be kept.
            System.out.printf(
                    "%n  Mendflow made the user 'admin' with the password  %s%n  It is shown this once. Change it under /camunda (Admin).%n%n",
                    password);
        }
    }

    /** The password of the admin that was made up, or null when there was no need. */
    private @Nullable String make() {
        List.of(Role.values()).forEach(this::makeGroup);
        if (settings.isGiven()) {
            makeAdmin(String.valueOf(settings.username()), String.valueOf(settings.password()));
            return null;
        }
        if (identities.createUserQuery().memberOfGroup(Role.ADMIN.group()).count() > 0) {
            return null;
        }
        String password = randomPassword();
        makeAdmin("admin", password);
        return password;
    }

    private void makeGroup(Role role) {
        if (identities.createGroupQuery().groupId(role.group()).count() > 0) {
            return;
        }
        Group group = identities.newGroup(role.group());
        group.setName("Mendflow: " + role.title());
        group.setType(role == Role.ADMIN ? "SYSTEM" : "WORKFLOW");
        identities.saveGroup(group);
        Rights.of(role).forEach(right -> grant(role, right));
        log.info("Made the group '{}' with its rights", role.group());
    }

    private void grant(Role role, Rights right) {
        Authorization authorization = authorizations.createNewAuthorization(Authorization.AUTH_TYPE_GRANT);
        authorization.setGroupId(role.group());
        authorization.setResource(right.resource());
        authorization.setResourceId(right.id());
        authorization.setPermissions(right.permissions().toArray(Permission[]::new));
        authorizations.saveAuthorization(authorization);
    }

    private void makeAdmin(String name, String password) {
        User user = identities.createUserQuery().userId(name).singleResult();
        if (user == null) {
            user = identities.newUser(name);
            user.setFirstName("Mendflow");
            user.setLastName("Admin");
        }
        user.setPassword(password);
        // The policy is for those who choose their own; who runs Mendflow has chosen this one outside.
        ((IdentityServiceImpl) identities).saveUser(user, true);
        identities.unlockUser(name);
        if (identities
                        .createUserQuery()
                        .userId(name)
                        .memberOfGroup(Role.ADMIN.group())
                        .count()
                == 0) {
            identities.createMembership(name, Role.ADMIN.group());
        }
    }

    private static String randomPassword() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return BEFORE_EVERYTHING;
    }
}
