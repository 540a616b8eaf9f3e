package io.mendflow.console;

import io.mendflow.runbook.Plan;
import io.mendflow.runbook.Plans;
import io.mendflow.runbook.Runbooks;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/runbooks/{id}/plan}: what a run would do, without doing it. */
@RestController
@Tag(name = "runbooks")
class PlansApi {

    private final Runbooks runbooks;
    private final Plans plans;

    PlansApi(Runbooks runbooks, Plans plans) {
        this.runbooks = runbooks;
        this.plans = plans;
    }

    @Operation(
            summary =
                    "Runs a runbook dry: looks where a run would look, lists what it would change, and changes nothing")
    @PostMapping("/api/runbooks/{id}/plan")
    Plan plan(@PathVariable String id, @RequestBody(required = false) @Nullable Wish wish) {
        if (runbooks.find(id).isEmpty()) {
            throw new NotFound("runbook", id, "/api/runbooks");
        }
        return plans.plan(id, wish == null || wish.inputs() == null ? Map.of() : wish.inputs());
    }

    /**
     * What the run would be given.
     *
     * @param inputs by name; of a secret its name
     */
    @Schema(name = "PlanRequest")
    record Wish(@Nullable Map<String, Object> inputs) {}
}
