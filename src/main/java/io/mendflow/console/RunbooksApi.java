package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.remediation.ManualRuns;
import io.mendflow.runbook.Plans;
import io.mendflow.runbook.Problem;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunQuery;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.RunStep;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.mendflow.runbook.guard.Autonomy;
import io.mendflow.runbook.guard.Standing;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/runbooks} and {@code /api/runs}: what can be done, and what was. */
@RestController
@Tag(name = "runbooks", description = "What can be done, and every time it was done")
class RunbooksApi {

    private final Runbooks runbooks;
    private final Runs runs;
    private final ManualRuns manualRuns;
    private final Plans plans;
    private final Autonomy autonomy;

    RunbooksApi(Runbooks runbooks, Runs runs, ManualRuns manualRuns, Plans plans, Autonomy autonomy) {
        this.runbooks = runbooks;
        this.runs = runs;
        this.manualRuns = manualRuns;
        this.plans = plans;
        this.autonomy = autonomy;
    }

    @Operation(summary = "Lists the runbooks in service by id, and what is wrong with files that are not")
    @GetMapping("/api/runbooks")
    Catalog list(
            @RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String cursor) {
        List<Runbook> found = runbooks.list().stream()
                .filter(runbook -> cursor == null || runbook.id().compareTo(cursor) > 0)
                .limit(Wanted.limit(limit) + 1)
                .toList();
        Page<Runbook> page = Wanted.page(found, limit, Runbook::id, Function.identity());
        return new Catalog(page.items(), page.nextCursor(), runbooks.problems());
    }

    @Operation(summary = "Shows a runbook with its source and latest runs")
    @GetMapping("/api/runbooks/{id}")
    Detail one(@PathVariable String id) {
        Runbook runbook = runbooks.find(id).orElseThrow(() -> unknown(id));
        return new Detail(
                runbook,
                runbooks.source(id).orElse(""),
                autonomy.standing(id),
                runs.list(new RunQuery(null, id, null, null, 20)));
    }

    @Operation(
            summary =
                    "Starts a run, after all its inputs are checked; where the policy wants approval it is asked for first")
    @PostMapping("/api/runbooks/{id}/runs")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Run> run(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Wish wish,
            HttpServletRequest request,
            Principal person) {
        Runbook runbook = runbooks.find(id).orElseThrow(() -> unknown(id));
        Wish wanted = wish == null ? new Wish(null, null, null) : wish;
        requirePlan(id, wanted);
        Run run = manualRuns.start(
                runbook,
                wanted.inputs() == null ? Map.of() : wanted.inputs(),
                wanted.environment() == null ? "production" : wanted.environment(),
                person.getName(),
                request.isUserInRole("APPROVER"));
        return ResponseEntity.created(URI.create("/api/runs/" + run.id())).body(run);
    }

    @Operation(summary = "Lists runs, newest first")
    @GetMapping("/api/runs")
    Page<Run> runs(
            @RequestParam(required = false) @Nullable String incident,
            @RequestParam(required = false) @Nullable String runbook,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Run> found = runs.list(new RunQuery(
                incident, runbook, Wanted.oneOf(RunState.class, "state", state), cursor, Wanted.limit(limit) + 1));
        return Wanted.page(found, limit, Run::id, Function.identity());
    }

    @Operation(summary = "Shows a run with every attempt at its parts")
    @GetMapping("/api/runs/{id}")
    RunView run(@PathVariable String id) {
        return runs.find(id).map(RunView::of).orElseThrow(() -> new NotFound("run", id, "/api/runs"));
    }

    @Operation(summary = "Stops a run: the part in hand ends, then what was done is undone, and it ends as cancelled")
    @PostMapping("/api/runs/{id}/cancel")
    RunView cancel(@PathVariable String id, @RequestBody(required = false) @Nullable Stop stop, Principal person) {
        run(id);
        String reason = Wanted.sentence("reason", stop == null ? null : stop.reason(), "no reason given");
        Insistence.on(() -> runs.cancel(id, person.getName(), reason));
        return run(id);
    }

    /** Who has looked at a plan can ask for that plan and no other. */
    private void requirePlan(String id, Wish wanted) {
        if (wanted.planHash() != null) {
            String now = plans.plan(id, wanted.inputs() == null ? Map.of() : wanted.inputs())
                    .hash();
            if (!now.equals(wanted.planHash())) {
                throw new PlanChanged(id, wanted.planHash(), now);
            }
        }
    }

    @Operation(summary = "Starts a run again: the runbook in service, with the inputs of a run that has ended")
    @PostMapping("/api/runs/{id}/replay")
    @ResponseStatus(HttpStatus.CREATED)
    ResponseEntity<Run> replay(
            @PathVariable String id,
            @RequestBody(required = false) @Nullable Again again,
            HttpServletRequest request,
            Principal person) {
        run(id);
        Run run = manualRuns.replay(
                id,
                Wanted.sentence("reason", again == null ? null : again.reason(), "no reason given"),
                again == null ? null : again.environment(),
                person.getName(),
                request.isUserInRole("APPROVER"));
        return ResponseEntity.created(URI.create("/api/runs/" + run.id())).body(run);
    }

    private static NotFound unknown(String id) {
        return new NotFound("runbook", id, "/api/runbooks");
    }

    /**
     * The runbooks in service, and the files that are not.
     *
     * @param items by id
     * @param problems broken files, each with file, line and reason
     */
    @Schema(name = "RunbookPage")
    record Catalog(List<Runbook> items, @Nullable String nextCursor, List<Problem> problems) {}

    /**
     * A runbook with its source.
     *
     * @param autonomy how far it may go by itself, and the record that says so
     * @param runs the latest ones
     */
    @Schema(name = "RunbookDetails")
    record Detail(@JsonUnwrapped Runbook runbook, String source, Standing autonomy, List<Run> runs) {}

    /**
     * A run with every attempt at its parts.
     *
     * @param steps in the order they began
     * @param replays ids of the runs that were started with its inputs again
     */
    @Schema(name = "RunDetails")
    record RunView(@JsonUnwrapped Run run, List<RunStep> steps, List<String> replays) {

        static RunView of(RunDetails details) {
            return new RunView(details.run(), details.steps(), details.replays());
        }
    }

    /** Why a run is to be stopped. */
    @Schema(name = "Cancellation")
    record Stop(@Nullable String reason) {}

    /**
     * Why a run is to be started again.
     *
     * @param environment where it acts; where that run did when it is left out
     */
    @Schema(name = "Replay")
    record Again(@Nullable String reason, @Nullable String environment) {}

    /**
     * What a run is to be given.
     *
     * @param inputs by name; of a secret its name
     * @param environment where it acts, for the approval policy; production when it is left out
     * @param planHash of the plan that is wanted; the run is refused when it would do anything else
     */
    @Schema(name = "RunRequest")
    record Wish(@Nullable Map<String, Object> inputs, @Nullable String environment, @Nullable String planHash) {}
}
