package io.mendflow.cli;

import java.util.regex.Pattern;
import org.camunda.feel.FeelEngine;
import org.jspecify.annotations.Nullable;

/** Reads FEEL as the engine does, only to see whether it can be read. Camunda itself finds a slip no sooner than an incident needs the table. */
final class Feel {

    /** Dashes, texts, numbers and plain names need no parser. */
    private static final Pattern PLAIN = Pattern.compile(
            "\\s*(?:-|\"[^\"\\\\]*\"(?:\\s*,\\s*\"[^\"\\\\]*\")*|-?\\d+(?:\\.\\d+)?|[A-Za-z_]\\w*(?:\\.[A-Za-z_]\\w*)*)?\\s*");

    private @Nullable FeelEngine engine;

    /** Why a cell of an input is none; null when it is one. */
    @Nullable
    String ofTest(String text) {
        if (PLAIN.matcher(text).matches()) {
            return null;
        }
        var parsed = engine().parseUnaryTests(text);
        return parsed.isLeft() ? shown(parsed.swap().getOrElse(() -> null)) : null;
    }

    /** Why an expression is none; null when it is one. */
    @Nullable
    String ofExpression(String text) {
        if (PLAIN.matcher(text).matches()) {
            return null;
        }
        var parsed = engine().parseExpression(text);
        return parsed.isLeft() ? shown(parsed.swap().getOrElse(() -> null)) : null;
    }

    private FeelEngine engine() {
        if (engine == null) {
            engine = new FeelEngine.Builder().build();
        }
        return engine;
    }

    private static String shown(Object failure) {
        return failure instanceof FeelEngine.Failure reason ? reason.message() : String.valueOf(failure);
    }
}
