package io.mendflow.runbook;

import io.mendflow.connector.Secrets;
import java.util.AbstractMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A run's inputs as its closures see them; a name that was not declared is an error. */
final class InputValues extends AbstractMap<String, Object> {

    private final Definition runbook;
    private final Map<String, Object> stored;
    private final Function<String, Object> secrets;

    /**
     * @param stored as the run keeps them
     * @param secrets what a step sees for the name of a secret
     */
    InputValues(Definition runbook, Map<String, Object> stored, Function<String, Object> secrets) {
        this.runbook = runbook;
        this.stored = stored;
        this.secrets = secrets;
    }

    @Override
    public @Nullable Object get(Object name) {
        Input input = runbook.input(String.valueOf(name))
                .orElseThrow(() -> new PartScope.UnknownName(
                        "unknown input '%s'; the inputs are %s".formatted(name, runbook.inputNames())));
        Object value = stored.get(input.name());
        if (value == null) {
            return null;
        }
        Object read = input.type().coerce(value);
        return input.type() == InputType.SECRET ? secrets.apply((String) read) : read;
    }

    @Override
    public boolean containsKey(Object name) {
        return stored.containsKey(String.valueOf(name));
    }

    @Override
    public Set<Entry<String, Object>> entrySet() {
        return runbook.inputNames().stream()
                .filter(stored::containsKey)
                .map(name -> new SimpleImmutableEntry<>(name, get(name)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What is wrong with the inputs that somebody gives, a sentence each; what is right goes to {@code checked}. */
    static java.util.List<String> check(
            Definition runbook, Map<String, Object> given, Secrets secrets, LinkedHashMap<String, Object> checked) {
        var problems = new java.util.ArrayList<String>();
        given.keySet().stream()
                .filter(name -> runbook.input(name).isEmpty())
                .forEach(name -> problems.add(
                        "input '%s': there is no such input; the inputs are %s".formatted(name, runbook.inputNames())));
        for (Input input : runbook.inputs()) {
            Object raw = given.get(input.name());
            Object value = raw == null ? input.defaultValue() : raw;
            if (value != null) {
                read(input, value, secrets, problems, checked);
            } else if (input.required()) {
                problems.add("input '%s' is missing: expected %s"
                        .formatted(input.name(), input.type().wanted()));
            }
        }
        return problems;
    }

    private static void read(
            Input input,
            Object raw,
            Secrets secrets,
            java.util.List<String> problems,
            LinkedHashMap<String, Object> checked) {
        boolean secret = input.type() == InputType.SECRET;
        try {
            Object value = input.read(raw);
            if (secret && secrets.find((String) value).isEmpty()) {
                throw new IllegalArgumentException(
                        "expected the name of a secret that is set; set MENDFLOW_SECRET_<NAME> or a file in mendflow.secrets.directory");
            }
            checked.put(input.name(), InputType.plain(value));
        } catch (IllegalArgumentException e) {
            // What was given for a secret may be the secret itself: it is not repeated.
            problems.add(
                    "input '%s': %s%s".formatted(input.name(), e.getMessage(), secret ? "" : ", got " + shown(raw)));
        }
    }

    private static String shown(Object raw) {
        String text = String.valueOf(raw);
        return text.length() > 100 ? "'" + text.substring(0, 100) + "…'" : "'" + text + "'";
    }
}
