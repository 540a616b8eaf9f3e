package io.mendflow.runbook;

import io.mendflow.runbook.PartFailed.Done;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an attempt came to, in a few lines that Cockpit can show. */
final class Told {

    private Told() {}

    static String lines(StepState state, int attempt, Done done, @Nullable String error) {
        String calls = done.calls().calls().stream().map(Told::line).collect(Collectors.joining());
        String log = done.log().isEmpty() ? "" : "log:\n" + done.log();
        return OutputValues.cut("%s at try %d, after %d ms%s\n%s%s"
                .formatted(state.text(), attempt, done.tookMs(), error == null ? "" : ": " + error, calls, log));
    }

    private static String line(Call call) {
        String took = call.tookMs() == null ? "" : " after %d ms".formatted(call.tookMs());
        String error = call.error() == null ? "" : ": " + call.error();
        return "%s %s.%s%s on %s: %s%s%s\n"
                .formatted(
                        call.kind(),
                        call.connector(),
                        call.operation(),
                        call.arguments(),
                        call.target(),
                        call.outcome(),
                        took,
                        error);
    }
}
