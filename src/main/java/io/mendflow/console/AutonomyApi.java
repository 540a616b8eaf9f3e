package io.mendflow.console;

import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Level;
import io.mendflow.runbook.guard.Standing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** What a person says about how far a runbook may go by itself; {@code GET /api/runbooks/{id}} shows what came of it. */
@RestController
@Tag(name = "runbooks")
class AutonomyApi {

    private static final String NO_REASON = "no reason given";

    private final Runbooks runbooks;
    private final Autonomy autonomy;

    AutonomyApi(Runbooks runbooks, Autonomy autonomy) {
        this.runbooks = runbooks;
        this.autonomy = autonomy;
    }

    @Operation(summary = "Caps how far a runbook may climb by its record: observe, suggest, approve or auto")
    @PutMapping("/api/runbooks/{id}/level")
    Standing cap(@PathVariable String id, @RequestBody Cap cap, Principal person) {
        Runbook runbook = known(id);
        Level level = Wanted.oneOf(Level.class, "cap", cap.cap() == null ? "" : cap.cap());
        autonomy.cap(runbook.id(), level, person.getName(), Wanted.sentence("reason", cap.reason(), NO_REASON));
        return autonomy.standing(runbook.id());
    }

    @Operation(
            summary = "Closes the breaker of a runbook, and forgets the failures until now; a closed one stays closed")
    @PostMapping("/api/runbooks/{id}/breaker/reset")
    Standing reset(@PathVariable String id, @RequestBody(required = false) @Nullable Reset reset, Principal person) {
        Runbook runbook = known(id);
        String reason = Wanted.sentence("reason", reset == null ? null : reset.reason(), NO_REASON);
        autonomy.resetBreaker(runbook.id(), person.getName(), reason);
        return autonomy.standing(runbook.id());
    }

    private Runbook known(String id) {
        return runbooks.find(id).orElseThrow(() -> new NotFound("runbook", id, "/api/runbooks"));
    }

    /**
     * How far a runbook may climb.
     *
     * @param cap {@code observe}, {@code suggest}, {@code approve} or {@code auto}
     */
    @Schema(name = "CapWish")
    record Cap(@Nullable String cap, @Nullable String reason) {}

    /** Why the breaker is closed. */
    @Schema(name = "BreakerReset")
    record Reset(@Nullable String reason) {}
}
