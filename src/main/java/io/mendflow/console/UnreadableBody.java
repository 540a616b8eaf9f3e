package io.mendflow.console;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.exc.StreamReadException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;

/** Says what is wrong with a body, and where. */
final class UnreadableBody {

    private UnreadableBody() {}

    static ProblemDetail problem(HttpMessageNotReadableException e) {
        StreamReadException syntax = syntax(e.getCause());
        if (syntax != null) {
            return badRequest("Expected a JSON object as the body, but it is not JSON%s: %s"
                    .formatted(place(syntax.getLocation()), firstLine(syntax.getOriginalMessage())));
        }
        if (e.getCause() instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String field = field(mapping);
            ProblemDetail problem = badRequest("Expected '%s' to be %s, but it is something else%s"
                    .formatted(field, wanted(target(mapping)), place(mapping.getLocation())));
            problem.setProperty("field", field);
            return problem;
        }
        if (e.getCause() instanceof MismatchedInputException mismatch) {
            return badRequest(
                    "Expected a JSON object as the body, but it is something else" + place(mismatch.getLocation()));
        }
        return badRequest("Expected a JSON object as the body, but there is none that can be read");
    }

    /** What a value of this type looks like in JSON or in an address. */
    static String wanted(@Nullable Class<?> type) {
        if (type == null) {
            return "another type";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        }
        if (type == int.class || type == long.class || Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (Map.class.isAssignableFrom(type) || type.isRecord()) {
            return "an object";
        }
        return Collection.class.isAssignableFrom(type) ? "a list" : "a text";
    }

    /** An error of syntax, also one inside a field. */
    private static @Nullable StreamReadException syntax(@Nullable Throwable cause) {
        if (cause instanceof JsonMappingException mapping && mapping.getCause() != null) {
            return syntax(mapping.getCause());
        }
        return cause instanceof StreamReadException syntax ? syntax : null;
    }

    private static @Nullable Class<?> target(JsonMappingException e) {
        return e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
    }

    private static String field(JsonMappingException e) {
        return e.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
    }

    private static String place(@Nullable JsonLocation location) {
        return location == null || location.getLineNr() < 1
                ? ""
                : " (line %d, column %d)".formatted(location.getLineNr(), location.getColumnNr());
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }

    private static ProblemDetail badRequest(String detail) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, detail);
    }
}
