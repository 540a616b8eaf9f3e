package io.mendflow.console.security;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.security.core.GrantedAuthority;

/**
 * What a user may do. A role is held by being in the group of Camunda that has its name; {@code admin} is Camunda's own group
 * {@code camunda-admin}.
 */
enum Role implements GrantedAuthority {
    VIEWER("viewer"),
    OPERATOR("operator"),
    APPROVER("approver"),
    ADMIN("camunda-admin");

    private final String group;

    Role(String group) {
        this.group = group;
    }

    String group() {
        return group;
    }

    /** As people write it. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String getAuthority() {
        return "ROLE_" + name();
    }

    /** The roles of one in these groups: an admin has all, and whoever may change or approve may also look. */
    static Set<Role> of(Collection<String> groups) {
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        Stream.of(values()).filter(role -> groups.contains(role.group)).forEach(roles::add);
        if (roles.contains(ADMIN)) {
            return EnumSet.allOf(Role.class);
        }
        if (!roles.isEmpty()) {
            roles.add(VIEWER);
        }
        return roles;
    }
}
