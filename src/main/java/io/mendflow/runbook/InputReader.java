package io.mendflow.runbook;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads one {@code input} line of a runbook. */
final class InputReader {

    private static final Set<String> OPTIONS = Set.of("type", "required", "default", "values", "min", "max", "about");
    private static final Set<InputType> BOUNDED = Set.of(InputType.INTEGER, InputType.DECIMAL, InputType.DURATION);

    private InputReader() {}

    static Input read(String name, Map<String, ?> given, Draft draft) {
        var options = new Options("input '" + name + "'", given, OPTIONS, draft);
        InputType type = options.read("type", InputType.STRING, raw -> InputType.parse(raw.toString()));
        List<String> values = options.read("values", List.of(), InputReader::values);
        if (type == InputType.ENUM && values.isEmpty()) {
            draft.problemHere("input '" + name + "': an enum needs its values, such as values: ['a', 'b']");
        }
        if (type != InputType.ENUM && !values.isEmpty()) {
            draft.problemHere("input '%s': values are for an enum, but its type is %s".formatted(name, type.text()));
        }
        Input bare = new Input(
                name, type, true, null, values, bound(options, "min", type), bound(options, "max", type), null);
        Object usual = options.<@Nullable Object>read("default", null, bare::read);
        return new Input(
                name,
                type,
                options.flag("required", usual == null),
                usual == null ? null : InputType.plain(usual),
                values,
                bare.min(),
                bare.max(),
                options.<@Nullable String>read("about", null, Object::toString));
    }

    private static List<String> values(Object raw) {
        if (raw instanceof Collection<?> collection) {
            return collection.stream().map(String::valueOf).toList();
        }
        throw new IllegalArgumentException("expected a list, such as ['a', 'b']");
    }

    private static @Nullable Object bound(Options options, String name, InputType type) {
        return options.<@Nullable Object>read(name, null, raw -> {
            if (!BOUNDED.contains(type)) {
                throw new IllegalArgumentException("only an integer, a decimal or a duration has bounds");
            }
            return type.coerce(raw);
        });
    }
}
