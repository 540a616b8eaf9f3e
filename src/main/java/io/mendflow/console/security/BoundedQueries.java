package io.mendflow.console.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Gives a query of Camunda's REST API that names no {@code maxResults} the greatest there is.
 *
 * <p>Camunda refuses an unlimited query outright once a limit is set, which would break the web apps and every caller that never pages.
 */
class BoundedQueries extends OncePerRequestFilter {

    private final int limit;

    BoundedQueries(int limit) {
        this.limit = limit;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String query = request.getQueryString();
        boolean bounded = query != null && query.contains("maxResults");
        chain.doFilter(bounded ? request : new Bounded(request, limit), response);
    }

    private static class Bounded extends HttpServletRequestWrapper {

        private final int limit;

        Bounded(HttpServletRequest request, int limit) {
            super(request);
            this.limit = limit;
        }

        @Override
        public String getQueryString() {
            @Nullable String query = super.getQueryString();
            return (query == null ? "" : query + "&") + "maxResults=" + limit;
        }
    }
}
