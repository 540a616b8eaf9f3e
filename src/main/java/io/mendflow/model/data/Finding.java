package io.mendflow.model.data;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not so, or odd.
 *
 * @param column null when it is about the whole table
 * @param message for people, without values of the table
 * @param count of the rows or values that it is about
 * @param examples a few of them
 */
public record Finding(
        Severity severity, Check check, @Nullable String column, String message, long count, List<Example> examples) {

    public Finding {
        examples = List.copyOf(examples);
    }

    static Finding ofTable(Severity severity, Check check, String message) {
        return new Finding(severity, check, null, message, 1, List.of());
    }

    static Finding ofColumn(Severity severity, Check check, String column, String message) {
        return new Finding(severity, check, column, message, 1, List.of());
    }
}
