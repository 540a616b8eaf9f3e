package io.mendflow.incident;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Arrays;

/**
 * What a signal has to be like. A signal without the label has an empty one, as in Alertmanager. Patterns are RE2's, as there: they take time in
 * proportion to the text, so that no pattern can hold up the intake.
 *
 * @param name of a label, or {@code source}, {@code service}, {@code environment}, {@code severity} or {@code title}
 * @param operator how it is compared
 * @param value text, or for a pattern a regular expression that has to match the whole
 */
public record Matcher(String name, Operator operator, String value) {

    private static final int LONGEST = 500;

    public Matcher {
        if (name == null || name.isBlank() || name.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "Expected a matcher to have the 'name' of a label, got '%s'".formatted(name));
        }
        if (operator == null || value == null || value.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "Expected matcher '%s' to have an 'operator' (=, !=, =~ or !~) and a 'value' of at most %d characters"
                            .formatted(name, LONGEST));
        }
        if (operator.isPattern()) {
            try {
                Pattern.compile(value);
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "Expected the value of matcher '%s' to be a regular expression, got '%s': %s"
                                .formatted(name, value, e.getDescription()));
            }
        }
    }

    /** How a label is compared with a value. */
    public enum Operator {
        IS("="),
        IS_NOT("!="),
        MATCHES("=~"),
        DOES_NOT_MATCH("!~");

        private final String text;

        Operator(String text) {
            this.text = text;
        }

        boolean isPattern() {
            return this == MATCHES || this == DOES_NOT_MATCH;
        }

        @JsonValue
        public String text() {
            return text;
        }

        /** @throws IllegalArgumentException when no operator is written so */
        @JsonCreator
        public static Operator parse(String text) {
            return Arrays.stream(values())
                    .filter(operator -> operator.text.equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "Expected the operator of a matcher to be =, !=, =~ or !~, got '%s'".formatted(text)));
        }
    }

    boolean fits(Signal signal) {
        String found = of(signal);
        return switch (operator) {
            case IS -> found.equals(value);
            case IS_NOT -> !found.equals(value);
            case MATCHES -> Pattern.matches(value, found);
            case DOES_NOT_MATCH -> !Pattern.matches(value, found);
        };
    }

    private String of(Signal signal) {
        return switch (name) {
            case "source" -> signal.source();
            case "service" -> signal.service();
            case "environment" -> signal.environment();
            case "severity" -> signal.severity().text();
            case "title" -> signal.title();
            default -> signal.labels().getOrDefault(name, "");
        };
    }

    @Override
    public String toString() {
        return name + operator.text + value;
    }
}
