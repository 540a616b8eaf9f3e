package io.mendflow.console.security;

import java.util.function.Supplier;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/** Lets those pass who have a role, and says which it is to those who have it not. */
record Requirement(Role role) implements AuthorizationManager<RequestAuthorizationContext> {

    /** No, for want of a role. */
    static class Lacking extends AuthorizationDecision {

        private final Role role;

        Lacking(Role role) {
            super(false);
            this.role = role;
        }

        Role role() {
            return role;
        }
    }

    @Override
    public AuthorizationDecision authorize(Supplier<Authentication> user, RequestAuthorizationContext request) {
        Authentication authentication = user.get();
        boolean has = authentication.isAuthenticated()
                && authentication.getAuthorities().contains(role);
        return has ? new AuthorizationDecision(true) : new Lacking(role);
    }

    @Override
    @Deprecated
    public AuthorizationDecision check(Supplier<Authentication> user, RequestAuthorizationContext request) {
        return authorize(user, request);
    }
}
