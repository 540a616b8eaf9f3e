package io.mendflow.console;

import io.mendflow.incident.AffinePair;
import io.mendflow.incident.Affinities;
import io.mendflow.incident.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/affinities}: which alerts are known to fire together, and what people said of it. */
@RestController
@Tag(name = "signals")
class AffinitiesApi {

    private final Affinities affinities;

    AffinitiesApi(Affinities affinities) {
        this.affinities = affinities;
    }

    @Operation(
            summary =
                    "Lists pairs of alerts of an environment that fire together, or that people merged or split, best first")
    @GetMapping("/api/affinities")
    Page<AffinePair> list(
            @RequestParam(defaultValue = "production") String environment,
            @RequestParam(defaultValue = "50") int limit) {
        return new Page<>(affinities.all(environment, Wanted.limit(limit)), null);
    }
}
