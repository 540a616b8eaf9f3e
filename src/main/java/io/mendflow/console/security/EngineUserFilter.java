package io.mendflow.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.camunda.bpm.engine.IdentityService;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Tells the engine for the length of one request who asks, so that Camunda's authorizations apply to them. */
class EngineUserFilter extends OncePerRequestFilter {

    private final IdentityService identities;

    EngineUserFilter(IdentityService identities) {
        this.identities = identities;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof LoggedIn user)) {
            throw new IllegalStateException(
                    "Expected a log-in before " + request.getRequestURI() + "; the order of the filters is wrong");
        }
        identities.setAuthentication(user.getName(), user.groups());
        try {
            chain.doFilter(request, response);
        } finally {
            identities.clearAuthentication();
        }
    }
}
