package io.mendflow.console;

import io.mendflow.incident.Matcher;
import io.mendflow.incident.Page;
import io.mendflow.incident.Silence;
import io.mendflow.incident.Silences;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/silences}: signals that are not to become incidents for a while. */
@RestController
@Tag(name = "silences", description = "Known trouble and maintenance windows")
class SilencesApi {

    private final Silences silences;

    SilencesApi(Silences silences) {
        this.silences = silences;
    }

    @Operation(summary = "Lists silences, newest first; those that have ended too unless 'holding' is set")
    @GetMapping("/api/silences")
    Page<Silence> list(
            @RequestParam(defaultValue = "false") boolean holding,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Silences.Listed> found = silences.list(holding, Wanted.position(cursor), Wanted.limit(limit) + 1);
        return Wanted.page(found, limit, listed -> Long.toString(listed.number()), Silences.Listed::silence);
    }

    @Operation(summary = "Shows a silence with how much it has kept back")
    @GetMapping("/api/silences/{id}")
    Silence one(@PathVariable String id) {
        return silences.find(id).orElseThrow(() -> new NotFound("silence", id, "/api/silences"));
    }

    @Operation(
            summary =
                    "Keeps signals that fit all matchers from becoming incidents, from startsAt (now when left out) to endsAt")
    @PostMapping("/api/silences")
    @ResponseStatus(HttpStatus.CREATED)
    Silence add(@RequestBody Wish wish, Principal person) {
        if (wish.endsAt() == null) {
            throw new IllegalArgumentException("Expected a silence to have 'endsAt', such as 2026-11-01T06:00:00Z");
        }
        return silences.add(
                wish.matchers() == null ? List.of() : wish.matchers(),
                wish.startsAt(),
                wish.endsAt(),
                person.getName(),
                Wanted.sentence("comment", wish.comment(), ""));
    }

    @Operation(summary = "Ends a silence now; what still fires is news with its next notification")
    @DeleteMapping("/api/silences/{id}")
    Silence end(@PathVariable String id, Principal person) {
        return silences.end(id, person.getName()).orElseThrow(() -> new NotFound("silence", id, "/api/silences"));
    }

    /**
     * A silence to be made.
     *
     * @param matchers all of which a signal has to fit
     * @param comment why
     */
    @Schema(name = "SilenceWish")
    record Wish(
            @Nullable List<Matcher> matchers,
            @Nullable Instant startsAt,
            @Nullable Instant endsAt,
            @Nullable String comment) {}
}
