package io.mendflow.console;

import io.mendflow.incident.TransitionRefused;
import io.mendflow.incident.UnknownIncident;
import io.mendflow.remediation.AlreadyEscalated;
import io.mendflow.remediation.ApprovalRefused;
import io.mendflow.remediation.UnknownApproval;
import io.mendflow.runbook.RunRefused;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;

/** Refusals and failures of the API as RFC 9457 problems: what was expected, what came, what to do. */
@RestControllerAdvice(basePackageClasses = Errors.class)
class Errors extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    @ExceptionHandler({UnknownIncident.class, UnknownApproval.class, NotFound.class})
    ProblemDetail notFound(RuntimeException e) {
        return problem(HttpStatus.NOT_FOUND, e);
    }

    @ExceptionHandler({TransitionRefused.class, AlreadyEscalated.class, ApprovalRefused.class})
    ProblemDetail conflict(RuntimeException e) {
        return problem(HttpStatus.CONFLICT, e);
    }

    @ExceptionHandler(RunRefused.class)
    ProblemDetail refused(RunRefused e) {
        ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, e);
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler(OptimisticLockingException.class)
    ResponseEntity<ProblemDetail> overtaken(RuntimeException e) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT,
                "The flow moved on in the same moment; nothing was changed. Look again, and repeat it.");
        return ResponseEntity.status(HttpStatus.CONFLICT).body(problem);
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ProblemDetail badRequest(RuntimeException e) {
        return problem(HttpStatus.BAD_REQUEST, e);
    }

    @ExceptionHandler({DataAccessResourceFailureException.class, CannotCreateTransactionException.class})
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException e) {
        log.warn("The database does not answer: {}", e.getMessage());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database does not answer; nothing was changed. Try again, and see /actuator/health.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(problem);
    }

    @ExceptionHandler
    ProblemDetail bug(Exception e) throws Exception {
        if (e instanceof AccessDeniedException || e instanceof AuthenticationException) {
            throw e;
        }
        log.error("A request failed for a reason that Mendflow did not foresee", e);
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.INTERNAL_SERVER_ERROR, "Mendflow failed here; its log has the reason.");
    }

    private static ProblemDetail problem(HttpStatus status, RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    }
}
