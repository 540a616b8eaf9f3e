package io.mendflow.demo.scoring;

import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.ToDoubleFunction;

/** The windows of all versions that were ever loaded by this process, by version. */
final class Windows {

    private final ConcurrentMap<String, Window> windows = new ConcurrentHashMap<>();
    private final Clock clock;

    Windows(Clock clock) {
        this.clock = clock;
    }

    Window of(LoadedVersion version) {
        return windows.computeIfAbsent(version.version(), unused -> new Window(clock));
    }

    Optional<Window> find(String version) {
        return Optional.ofNullable(windows.get(version));
    }

    /** What Prometheus scrapes. */
    String metrics(LineUp now) {
        var text = new StringBuilder();
        write(text, "scoring_requests_total", "counter", "Payments that were to be scored.", Window.Totals::requests);
        write(text, "scoring_errors_total", "counter", "Payments that could not be scored.", Window.Totals::errors);
        write(text, "scoring_seconds_total", "counter", "Time spent on them.", totals -> totals.nanos() / 1e9);
        head(text, "scoring_share_percent", "gauge", "Share of the requests.");
        for (Map<String, Object> share : now.shares()) {
            line(text, "scoring_share_percent", share.get("version").toString(), share.get("percent"));
        }
        return text.toString();
    }

    private void write(
            StringBuilder text, String name, String type, String help, ToDoubleFunction<Window.Totals> value) {
        head(text, name, type, help);
        windows.forEach((version, window) -> line(text, name, version, value.applyAsDouble(window.totals())));
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP %s %s\n# TYPE %s %s\n".formatted(name, help, name, type));
    }

    /** Versions are numbers: nothing in them needs to be escaped. */
    private static void line(StringBuilder text, String name, String version, Object value) {
        text.append(name)
                .append("{version=\"")
                .append(version)
                .append("\"} ")
                .append(value)
                .append('\n');
    }
}
