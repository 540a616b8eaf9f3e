package io.mendflow.console;

import io.mendflow.incident.Noise;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/noise}: how much of what comes in is news. */
@RestController
@Tag(name = "signals")
class NoiseApi {

    private final Noise noise;

    NoiseApi(Noise noise) {
        this.noise = noise;
    }

    @Operation(
            summary =
                    "Counts what was received within a time (P1D when left out), what was suppressed by what, and the incidents that came of it")
    @GetMapping("/api/noise")
    Noise.Figures figures(@RequestParam(defaultValue = "P1D") String within) {
        Duration back;
        try {
            back = Duration.parse(within);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "Expected 'within' to be a duration such as P1D or PT6H, but it is '%s'".formatted(within), e);
        }
        if (back.isNegative() || back.isZero() || back.compareTo(Duration.ofDays(366)) > 0) {
            throw new IllegalArgumentException(
                    "Expected 'within' to be from PT1S to P366D, but it is '%s'".formatted(within));
        }
        return noise.since(back);
    }
}
