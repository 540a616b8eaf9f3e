package io.mendflow.runbook;

import io.mendflow.runbook.Definition.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether a call gives another runbook what that one wants, as far as it can be said before anything runs. */
final class CallCheck {

    private CallCheck() {}

    /** What is wrong with a call, a sentence each. */
    static List<String> problems(Call call, List<Input> wanted) {
        List<String> names = call.names();
        if (names == null) {
            return List.of();
        }
        var problems = new ArrayList<String>();
        names.stream()
                .filter(name -> wanted.stream().noneMatch(input -> input.name().equals(name)))
                .forEach(name -> problems.add("gives runbook '%s' the input '%s', but its inputs are %s"
                        .formatted(
                                call.runbookId(),
                                name,
                                wanted.stream().map(Input::name).toList())));
        wanted.stream()
                .filter(input -> input.required() && !names.contains(input.name()))
                .forEach(input -> problems.add("does not give runbook '%s' the input '%s': expected %s"
                        .formatted(call.runbookId(), input.name(), input.type().wanted())));
        if (call.inputs() instanceof Map<?, ?> values) {
            wanted.stream()
                    .filter(input -> values.get(input.name()) != null)
                    .forEach(input -> check(call, input, values.get(input.name()), problems));
        }
        return problems;
    }

    private static void check(Call call, Input input, Object value, List<String> problems) {
        try {
            input.read(value);
        } catch (IllegalArgumentException e) {
            String got = input.type() == InputType.SECRET ? "" : ", got '" + value + "'";
            problems.add("gives runbook '%s' a wrong input '%s': %s%s"
                    .formatted(call.runbookId(), input.name(), e.getMessage(), got));
        }
    }
}
