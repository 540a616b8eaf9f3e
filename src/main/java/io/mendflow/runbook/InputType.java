package io.mendflow.runbook;

import com.fasterxml.jackson.annotation.JsonValue;
import io.mendflow.connector.Secrets;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The types of inputs, and how a text becomes a value of one. */
public enum InputType {
    STRING("a text of at most 4000 characters"),
    INTEGER("a whole number, such as 3"),
    DECIMAL("a number, such as 0.5"),
    BOOLEAN("true or false"),
    DURATION("an ISO-8601 duration, such as PT30S"),
    URI("an absolute URI, such as http://127.0.0.1:8080/health"),
    ENUM("one of its values"),
    LIST("a list of texts, or one text with commas, of at most 4000 characters in all"),
    SECRET("the name of a secret (letters, digits, '_', '-', '.'), not the secret itself");

    private static final int LONGEST = 4000;

    private final String wanted;

    InputType(String wanted) {
        this.wanted = wanted;
    }

    /** What a value must look like. */
    String wanted() {
        return wanted;
    }

    @JsonValue
    public String text() {
        return Words.of(this);
    }

    /** @throws IllegalArgumentException when no type is written so */
    public static InputType parse(String text) {
        return Words.parse(InputType.class, text);
    }

    /**
     * The value as runbooks see it: String, Long, BigDecimal, Boolean, Duration or a list of strings. An URI stays a text, a secret its name.
     *
     * @throws IllegalArgumentException when it cannot be read as this type
     */
    Object coerce(Object raw) {
        try {
            return switch (this) {
                case STRING, ENUM -> text(scalar(raw));
                case INTEGER -> new BigDecimal(number(raw)).longValueExact();
                case DECIMAL -> new BigDecimal(number(raw));
                case BOOLEAN -> bool(scalar(raw));
                case DURATION ->
                    raw instanceof Duration duration
                            ? duration
                            : Duration.parse(scalar(raw).strip());
                case URI -> uri(scalar(raw).strip());
                case LIST -> list(raw);
                case SECRET -> secretName(scalar(raw).strip());
            };
        } catch (ArithmeticException | NumberFormatException | DateTimeParseException | URISyntaxException e) {
            throw refused();
        }
    }

    /** How the value is written in JSON and shown in Cockpit. */
    static Object plain(Object value) {
        return value instanceof Duration ? value.toString() : value;
    }

    private IllegalArgumentException refused() {
        return new IllegalArgumentException("expected " + wanted);
    }

    private String scalar(Object raw) {
        if (raw instanceof CharSequence || raw instanceof Number || raw instanceof Boolean) {
            return raw.toString();
        }
        throw refused();
    }

    private String number(Object raw) {
        String text = scalar(raw).strip();
        if (text.length() > 40) {
            throw refused();
        }
        return text;
    }

    private String text(String text) {
        if (text.length() > LONGEST) {
            throw refused();
        }
        return text;
    }

    private boolean bool(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw refused();
        };
    }

    private String uri(String text) throws URISyntaxException {
        if (!new URI(text(text)).isAbsolute()) {
            throw refused();
        }
        return text;
    }

    private List<String> list(Object raw) {
        List<String> items = raw instanceof Collection<?> collection
                ? collection.stream().map(this::scalar).toList()
                : Arrays.stream(scalar(raw).split(","))
                        .map(String::strip)
                        .filter(item -> !item.isEmpty())
                        .toList();
        text(Json.write(items));
        return items;
    }

    private String secretName(String name) {
        if (!Secrets.isName(name)) {
            throw refused();
        }
        return name;
    }
}
