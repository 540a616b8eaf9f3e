package io.mendflow.console.security;

import java.util.List;
import org.springframework.security.authentication.AbstractAuthenticationToken;

/** A user whose password was right, with the groups of Camunda that they are in. */
class LoggedIn extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1L;

    private final String user;
    private final List<String> groups;

    LoggedIn(String user, List<String> groups) {
        super(Role.of(groups));
        this.user = user;
        this.groups = List.copyOf(groups);
        setAuthenticated(true);
    }

    List<String> groups() {
        return groups;
    }

    @Override
    public String getPrincipal() {
        return user;
    }

    @Override
    public String getCredentials() {
        return "";
    }
}
