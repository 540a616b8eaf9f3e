package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.runbook.Problem;
import io.mendflow.runbook.Run;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunQuery;
import io.mendflow.runbook.RunRequest;
import io.mendflow.runbook.RunState;
import io.mendflow.runbook.Runbook;
import io.mendflow.runbook.Runbooks;
import io.mendflow.runbook.Runs;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/runbooks} and {@code /api/runs}: what can be done, and what was. */
@RestController
@Tag(name = "runbooks", description = "What can be done, and every time it was done")
class RunbooksApi {

    private final Runbooks runbooks;
    private final Runs runs;

    RunbooksApi(Runbooks runbooks, Runs runs) {
        this.runbooks = runbooks;
        this.runs = runs;
    }

    @GetMapping("/api/runbooks")
    Catalog list() {
        return new Catalog(runbooks.list(), null, runbooks.problems());
    }

    @GetMapping("/api/runbooks/{id}")
    Detail one(@PathVariable String id) {
        Runbook runbook = runbooks.find(id).orElseThrow(() -> unknown(id));
        return new Detail(runbook, runbooks.source(id).orElse(""), runs.list(new RunQuery(null, id, null, null, 20)));
    }

    @PostMapping("/api/runbooks/{id}/runs")
    ResponseEntity<Run> run(
            @PathVariable String id, @RequestBody(required = false) @Nullable Wish wish, Principal person) {
        runbooks.find(id).orElseThrow(() -> unknown(id));
        Map<String, Object> inputs = wish == null || wish.inputs() == null ? Map.of() : wish.inputs();
        Run run = runs.start(new RunRequest(id, inputs, null, person.getName()));
        return ResponseEntity.created(URI.create("/api/runs/" + run.id())).body(run);
    }

    @GetMapping("/api/runs")
    Page<Run> runs(
            @RequestParam(required = false) @Nullable String incident,
            @RequestParam(required = false) @Nullable String runbook,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        int wanted = Wanted.limit(limit);
        List<Run> found = runs.list(
                new RunQuery(incident, runbook, Wanted.oneOf(RunState.class, "state", state), cursor, wanted));
        return new Page<>(
                found, found.size() < wanted ? null : found.get(wanted - 1).id());
    }

    @GetMapping("/api/runs/{id}")
    RunDetails run(@PathVariable String id) {
        return runs.find(id).orElseThrow(() -> new NotFound("run", id, "/api/runs"));
    }

    private static NotFound unknown(String id) {
        return new NotFound("runbook", id, "/api/runbooks");
    }

    /**
     * The runbooks in service, and the files that are not.
     *
     * @param problems broken files, each with file, line and reason
     */
    record Catalog(List<Runbook> items, @Nullable String nextCursor, List<Problem> problems) {}

    /**
     * A runbook with its source.
     *
     * @param runs the latest ones
     */
    record Detail(@JsonUnwrapped Runbook runbook, String source, List<Run> runs) {}

    /**
     * What a run is to be given.
     *
     * @param inputs by name; of a secret its name
     */
    record Wish(@Nullable Map<String, Object> inputs) {}
}
