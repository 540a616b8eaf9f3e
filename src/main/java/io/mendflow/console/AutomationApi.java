package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Freeze;
import io.mendflow.runbook.guard.Freezes;
import io.mendflow.runbook.guard.Lease;
import io.mendflow.runbook.guard.Leases;
import io.mendflow.runbook.guard.Wait;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/automation}: the switch that lets nothing new begin, and who acts on and waits for what. */
@RestController
@Tag(name = "automation", description = "Whether runs may act, on what, and who waits")
class AutomationApi {

    private static final String NO_REASON = "no reason given";

    private final Freezes freezes;
    private final Leases leases;
    private final Runbooks runbooks;
    private final Runs runs;

    AutomationApi(Freezes freezes, Leases leases, Runbooks runbooks, Runs runs) {
        this.freezes = freezes;
        this.leases = leases;
        this.runbooks = runbooks;
        this.runs = runs;
    }

    @Operation(summary = "Shows what is frozen, which targets are leased, and which runs wait")
    @GetMapping("/api/automation")
    Automation show() {
        List<Freeze> frozen = freezes.list();
        List<Waiting> waiting = leases.waiting().stream()
                .map(wait -> new Waiting(
                        wait,
                        runs.find(wait.runId())
                                .map(details -> details.run().reason())
                                .orElse(null)))
                .toList();
        boolean everything = frozen.stream().anyMatch(freeze -> freeze.scope().equals(Freeze.ALL));
        return new Automation(everything, frozen, leases.held(), waiting);
    }

    @Operation(summary = "Lets no new step begin, of any runbook or of one; what is frozen already stays as it is")
    @PostMapping("/api/automation/freeze")
    Automation freeze(@RequestBody(required = false) @Nullable Switch wish, Principal person) {
        freezes.freeze(scope(wish), person.getName(), reason(wish));
        return show();
    }

    @Operation(summary = "Ends a freeze; what waited for it goes on by itself")
    @PostMapping("/api/automation/thaw")
    Automation thaw(@RequestBody(required = false) @Nullable Switch wish, Principal person) {
        freezes.thaw(scope(wish), person.getName(), reason(wish));
        return show();
    }

    private String scope(@Nullable Switch wish) {
        if (wish == null || wish.runbook() == null) {
            return Freeze.ALL;
        }
        return runbooks.find(wish.runbook())
                .orElseThrow(() -> new NotFound("runbook", wish.runbook(), "/api/runbooks"))
                .id();
    }

    private static String reason(@Nullable Switch wish) {
        return Wanted.sentence("reason", wish == null ? null : wish.reason(), NO_REASON);
    }

    /**
     * What a person switches, and why.
     *
     * @param runbook only this one; everything when it is left out
     */
    @Schema(name = "AutomationSwitch")
    record Switch(@Nullable String reason, @Nullable String runbook) {}

    /**
     * How automation stands.
     *
     * @param frozen everything is
     * @param freezes everything ({@code *}) or single runbooks
     * @param leases those that are held, the oldest first
     * @param waiting parts of runs, in the order in which they go on
     */
    @Schema(name = "Automation")
    record Automation(boolean frozen, List<Freeze> freezes, List<Lease> leases, List<Waiting> waiting) {}

    /**
     * A part of a run that waits.
     *
     * @param reason who or what it waits for
     */
    @Schema(name = "WaitingRun")
    record Waiting(@JsonUnwrapped Wait part, @Nullable String reason) {}
}
