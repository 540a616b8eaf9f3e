package io.mendflow;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.validation.BindValidationException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.validation.FieldError;
import org.springframework.validation.ObjectError;

/** Settings that no service can start with, a line each. */
class BadSettings extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> lines;

    BadSettings(List<String> lines) {
        super(String.join("; ", lines));
        this.lines = List.copyOf(lines);
    }

    /** What binding one record has found. */
    static List<String> lines(Throwable failure) {
        BindValidationException invalid = within(failure, BindValidationException.class);
        if (invalid != null) {
            List<String> lines = new ArrayList<>();
            invalid.getValidationErrors().getAllErrors().forEach(error -> lines.add(line(invalid, error)));
            return lines;
        }
        BindException unreadable = within(failure, BindException.class);
        return List.of(unreadable == null ? root(failure) : line(unreadable));
    }

    private static <T extends Throwable> @Nullable T within(Throwable failure, Class<T> type) {
        Throwable cause = failure;
        while (cause != null && !type.isInstance(cause)) {
            cause = cause.getCause();
        }
        return type.cast(cause);
    }

    private static String line(BindValidationException invalid, ObjectError error) {
        boolean ofOneField = error instanceof FieldError field && !Boolean.FALSE.equals(field.getRejectedValue());
        return ofOneField
                ? "%s.%s = %s: %s"
                        .formatted(
                                invalid.getValidationErrors().getName(),
                                ((FieldError) error).getField(),
                                shown(((FieldError) error).getField(), ((FieldError) error).getRejectedValue()),
                                error.getDefaultMessage())
                : "%s: %s".formatted(invalid.getValidationErrors().getName(), error.getDefaultMessage());
    }

    private static String line(BindException unreadable) {
        Object value = unreadable.getProperty() == null
                ? "?"
                : unreadable.getProperty().getValue();
        String name = unreadable.getName().toString();
        return "%s = %s: %s".formatted(name, shown(name, value), root(unreadable));
    }

    private static @Nullable Object shown(String name, @Nullable Object value) {
        return name.matches("(?i).*(secret|password|token).*") ? "(hidden)" : value;
    }

    private static String root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** How a failed start tells it. */
    static class Report extends AbstractFailureAnalyzer<BadSettings> {

        @Override
        protected FailureAnalysis analyze(Throwable failure, BadSettings cause) {
            return new FailureAnalysis(
                    "These settings are wrong:\n\n    " + String.join("\n    ", cause.lines),
                    "Correct them and start again; README.md lists every setting with its default and unit.",
                    failure);
        }
    }
}
