package io.mendflow.intake;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** A delivery that is not taken, and the answer that says why. */
public class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Some senders, such as Amazon SNS, keep their password until they are asked for it. */
    private static final String CHALLENGES = "Bearer realm=\"mendflow hooks\", Basic realm=\"mendflow hooks\"";

    private final HttpStatus status;
    private final String word;
    private final @Nullable String field;
    private final transient Map<String, String> headers;

    private Refusal(
            HttpStatus status, String word, String detail, @Nullable String field, Map<String, String> headers) {
        super(detail, null, false, false);
        this.status = status;
        this.word = word;
        this.field = field;
        this.headers = headers;
    }

    static Refusal unknownSource(String name, Iterable<String> known) {
        return new Refusal(
                HttpStatus.NOT_FOUND,
                "unknown-source",
                "Expected the name of a source in /hooks/{source}, but there is no source '%s'. There are: %s. Others are added by mendflow.sources.<name>.type."
                        .formatted(Texts.shortened(name, 64), String.join(", ", known)),
                null,
                Map.of());
    }

    static Refusal method(String method, String source) {
        return new Refusal(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method",
                "Expected POST to /hooks/%s, but it is %s.".formatted(source, method),
                null,
                Map.of(HttpHeaders.ALLOW, "POST, OPTIONS"));
    }

    static Refusal contentType(String expected, String came) {
        return new Refusal(
                HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                "content-type",
                "Expected a body of %s, but it is %s. Set the header and send it again.".formatted(expected, came),
                null,
                Map.of(HttpHeaders.ACCEPT, "application/json"));
    }

    static Refusal tooLarge(long most, String came) {
        return new Refusal(
                HttpStatus.PAYLOAD_TOO_LARGE,
                "too-large",
                "Expected a body of at most %d bytes, but it has %s. Send it in parts; mendflow.inbox.max-body sets the limit."
                        .formatted(most, came),
                null,
                Map.of());
    }

    static Refusal untrusted(Source source, boolean tried) {
        return new Refusal(
                HttpStatus.UNAUTHORIZED,
                "unauthenticated",
                "Expected the secret of mendflow.sources.%s.secret as %s, but %s."
                        .formatted(
                                source.name(),
                                source.sender().proofs(),
                                tried ? "what came does not match it" : "none of them came"),
                null,
                Map.of(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES));
    }

    static Refusal unproven(Unproven e) {
        return e.isPassing()
                ? new Refusal(
                        HttpStatus.SERVICE_UNAVAILABLE,
                        "unproven",
                        e.getMessage() + " Nothing was taken; send it again later.",
                        null,
                        Map.of(HttpHeaders.RETRY_AFTER, "10"))
                : new Refusal(
                        HttpStatus.UNAUTHORIZED,
                        "unauthenticated",
                        String.valueOf(e.getMessage()),
                        null,
                        Map.of(HttpHeaders.WWW_AUTHENTICATE, CHALLENGES));
    }

    static Refusal malformed(Malformed e) {
        return new Refusal(
                HttpStatus.BAD_REQUEST,
                "malformed",
                e.getMessage() + ". Nothing was taken; correct it and send it again.",
                e.field(),
                Map.of());
    }

    static Refusal full(String what) {
        return new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "full",
                "The inbox is full: %s. Nothing was taken; send it again later.".formatted(what),
                null,
                Map.of(HttpHeaders.RETRY_AFTER, "5"));
    }

    static Refusal databaseAway(String why) {
        return new Refusal(
                HttpStatus.SERVICE_UNAVAILABLE,
                "database",
                "The delivery could not be committed: %s. It was not acknowledged; send it again later, and see /actuator/health."
                        .formatted(why),
                null,
                Map.of(HttpHeaders.RETRY_AFTER, "10"));
    }

    static Refusal bug() {
        return new Refusal(
                HttpStatus.INTERNAL_SERVER_ERROR,
                "bug",
                "Mendflow failed here; its log has the reason. Nothing was taken.",
                null,
                Map.of());
    }

    /** One word for the metric. */
    String word() {
        return word;
    }

    public ResponseEntity<ProblemDetail> answer() {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, String.valueOf(getMessage()));
        if (field != null) {
            problem.setProperty("field", field);
        }
        return ResponseEntity.status(status)
                .headers(all -> headers.forEach(all::set))
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
