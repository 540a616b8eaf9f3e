package io.mendflow.console.security;

import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.stereotype.Component;

/** Answers those who are not logged in, or may not, with an RFC 9457 problem that says what would help. */
@Component
class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler, RequestRejectedHandler {

    private final ObjectMapper json;

    Refusals(ObjectMapper json) {
        this.json = json;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException reason)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"Mendflow\", charset=\"UTF-8\"");
        String detail = reason instanceof BadCredentialsException
                ? String.valueOf(reason.getMessage())
                : "Expected a log-in by HTTP Basic, but the request has none";
        write(request, response, HttpStatus.UNAUTHORIZED, detail);
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException reason)
            throws IOException {
        write(request, response, HttpStatus.FORBIDDEN, detail(request, reason));
    }

    /** An address that could mean two things is answered here, and not by an error page on its way through other filters. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException reason)
            throws IOException {
        write(
                request,
                response,
                HttpStatus.BAD_REQUEST,
                "Expected a plain address, without '//', ';', '..', '\\' or encoded characters that stand for them");
    }

    private static String detail(HttpServletRequest request, AccessDeniedException reason) {
        if (reason instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof Requirement.Lacking lacking) {
            return "%s %s needs the role %s (the group '%s'), which the user '%s' has not"
                    .formatted(
                            request.getMethod(),
                            request.getRequestURI(),
                            lacking.role().title(),
                            lacking.role().group(),
                            request.getRemoteUser());
        }
        return "Nobody may %s %s".formatted(request.getMethod(), request.getRequestURI());
    }

    private void write(HttpServletRequest request, HttpServletResponse response, HttpStatus status, String detail)
            throws IOException {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, detail);
        if (status != HttpStatus.BAD_REQUEST) {
            problem.setInstance(URI.create(request.getRequestURI()));
        }
        response.setStatus(status.value());
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        json.writeValue(response.getOutputStream(), problem);
    }
}
