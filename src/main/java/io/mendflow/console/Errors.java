package io.mendflow.console;

import io.mendflow.connector.ModelNotFound;
import io.mendflow.incident.RegroupingRefused;
import io.mendflow.incident.TransitionRefused;
import io.mendflow.incident.UnknownIncident;
import io.mendflow.model.PromotionRefused;
import io.mendflow.model.UnknownModel;
import io.mendflow.remediation.AlreadyClosed;
import io.mendflow.remediation.AlreadyEscalated;
import io.mendflow.remediation.ApprovalRefused;
import io.mendflow.remediation.ReplayRefused;
import io.mendflow.remediation.RunNotApproved;
import io.mendflow.remediation.UnknownApproval;
import io.mendflow.runbook.RunNotEnded;
import io.mendflow.runbook.RunRefused;
import io.mendflow.runbook.RunTransitionRefused;
import java.io.UncheckedIOException;
import org.camunda.bpm.engine.OptimisticLockingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.TypeMismatchException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** Refusals and failures as RFC 9457 problems: what was expected, what came, what to do. */
@RestControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
class Errors extends ResponseEntityExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    @ExceptionHandler({
        UnknownIncident.class,
        UnknownApproval.class,
        UnknownModel.class,
        ModelNotFound.class,
        NotFound.class
    })
    ProblemDetail notFound(RuntimeException e) {
        return problem(HttpStatus.NOT_FOUND, e);
    }

    @ExceptionHandler({
        TransitionRefused.class,
        RunTransitionRefused.class,
        RunNotEnded.class,
        AlreadyEscalated.class,
        AlreadyClosed.class,
        RegroupingRefused.class,
        ApprovalRefused.class,
        PlanChanged.class,
        PromotionRefused.class
    })
    ProblemDetail conflict(RuntimeException e) {
        return problem(HttpStatus.CONFLICT, e);
    }

    @ExceptionHandler(RunNotApproved.class)
    ProblemDetail forbidden(RuntimeException e) {
        return problem(HttpStatus.FORBIDDEN, e);
    }

    @ExceptionHandler(RunRefused.class)
    ProblemDetail refused(RunRefused e) {
        ProblemDetail problem = problem(HttpStatus.BAD_REQUEST, e);
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler(ReplayRefused.class)
    ProblemDetail refused(ReplayRefused e) {
        ProblemDetail problem = problem(HttpStatus.UNPROCESSABLE_ENTITY, e);
        problem.setProperty("problems", e.problems());
        return problem;
    }

    @ExceptionHandler({OptimisticLockingException.class, ConcurrencyFailureException.class})
    ProblemDetail overtaken(RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT,
                "The flow moved on in the same moment; nothing was changed. Look again, and repeat it.");
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ProblemDetail badRequest(RuntimeException e) {
        return problem(HttpStatus.BAD_REQUEST, e);
    }

    @ExceptionHandler({
        DataAccessResourceFailureException.class,
        NonTransientDataAccessResourceException.class,
        CannotCreateTransactionException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> databaseAway(RuntimeException e) {
        log.warn("The database does not answer: {}", e.getMessage());
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.SERVICE_UNAVAILABLE,
                "The database does not answer; nothing was changed. Try again, and see /actuator/health.");
        return ResponseEntity.status(HttpStatus.SERVICE_UNAVAILABLE)
                .header(HttpHeaders.RETRY_AFTER, "5")
                .body(problem);
    }

    @ExceptionHandler(UncheckedIOException.class)
    ProblemDetail peerAway(UncheckedIOException e) {
        log.warn("What a request needs cannot be reached: {}", e.getMessage());
        return problem(HttpStatus.BAD_GATEWAY, e);
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

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(e, UnreadableBody.problem(e), headers, status, request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleTypeMismatch(
            TypeMismatchException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String name = e instanceof MethodArgumentTypeMismatchException argument ? argument.getName() : "value";
        return answer(
                e,
                "Expected '%s' to be %s, but it is '%s'"
                        .formatted(name, UnreadableBody.wanted(e.getRequiredType()), e.getValue()),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMediaTypeNotSupported(
            HttpMediaTypeNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                e,
                "Expected a body of application/json, but it is %s"
                        .formatted(
                                e.getContentType() == null ? "without a Content-Type" : "'" + e.getContentType() + "'"),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpRequestMethodNotSupported(
            HttpRequestMethodNotSupportedException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        String[] known = e.getSupportedMethods();
        return answer(
                e,
                "Expected %s here, but it is %s"
                        .formatted(known == null ? "another method" : String.join(" or ", known), e.getMethod()),
                headers,
                status,
                request);
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleNoResourceFoundException(
            NoResourceFoundException e, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return answer(
                e,
                "There is nothing at /%s; /swagger-ui shows what there is".formatted(e.getResourcePath()),
                headers,
                status,
                request);
    }

    private @Nullable ResponseEntity<Object> answer(
            Exception e, String detail, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        return handleExceptionInternal(e, ProblemDetail.forStatusAndDetail(status, detail), headers, status, request);
    }

    private static ProblemDetail problem(HttpStatus status, RuntimeException e) {
        return ProblemDetail.forStatusAndDetail(status, String.valueOf(e.getMessage()));
    }
}
