package io.mendflow.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.webapp.impl.security.auth.Authentication;
import org.camunda.bpm.webapp.impl.security.auth.AuthenticationUtil;
import org.camunda.bpm.webapp.impl.security.auth.Authentications;
import org.camunda.bpm.webapp.impl.security.auth.UserAuthentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Logs a user of HTTP Basic in to Camunda's web apps; without Basic, their own form asks. */
class WebappLoginFilter extends OncePerRequestFilter {

    private final ProcessEngine engine;

    WebappLoginFilter(ProcessEngine engine) {
        this.engine = engine;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof LoggedIn user) {
            Authentications sessions = AuthenticationUtil.getAuthsFromSession(request.getSession());
            Authentication known = sessions.getAuthenticationForProcessEngine(engine.getName());
            if (known == null || !known.getIdentityId().equals(user.getName())) {
                UserAuthentication login =
                        AuthenticationUtil.createAuthentication(engine, user.getName(), user.groups(), List.of());
                AuthenticationUtil.revalidateSession(request, login);
            }
        }
        chain.doFilter(request, response);
    }
}
