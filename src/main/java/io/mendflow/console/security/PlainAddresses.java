package io.mendflow.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses addresses with {@code //}, over which the filters behind this one would stumble before they come to refuse them. */
class PlainAddresses extends OncePerRequestFilter {

    private final Refusals refusals;

    PlainAddresses(Refusals refusals) {
        this.refusals = refusals;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (request.getRequestURI().contains("//")) {
            refusals.handle(request, response, new RequestRejectedException("The address contains //"));
        } else {
            chain.doFilter(request, response);
        }
    }
}
