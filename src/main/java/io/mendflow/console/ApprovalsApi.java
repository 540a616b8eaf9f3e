package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.remediation.Approval;
import io.mendflow.remediation.ApprovalLinks;
import io.mendflow.remediation.Approvals;
import io.mendflow.remediation.RunPlans;
import io.mendflow.runbook.Plan;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** {@code /api/approvals}: runs that wait for people. The same tasks stand in Tasklist. */
@RestController
@Tag(name = "approvals", description = "Runs that people have to agree to")
class ApprovalsApi {

    private final Approvals approvals;
    private final RunPlans plans;
    private final ApprovalLinks links;

    ApprovalsApi(Approvals approvals, RunPlans plans, ApprovalLinks links) {
        this.approvals = approvals;
        this.plans = plans;
        this.links = links;
    }

    @Operation(summary = "Lists approvals, newest first")
    @GetMapping("/api/approvals")
    Page<Approval> list(
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(required = false) @Nullable String incident,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Approvals.Listed> found = approvals.list(
                Wanted.oneOf(Approval.State.class, "state", state),
                incident,
                Wanted.position(cursor),
                Wanted.limit(limit) + 1);
        return Wanted.page(found, limit, listed -> Long.toString(listed.number()), Approvals.Listed::approval);
    }

    @Operation(summary = "Shows one approval with the plan that it is for")
    @GetMapping("/api/approvals/{id}")
    Question one(@PathVariable String id) {
        Approval approval = approvals.find(id).orElseThrow(() -> new NotFound("approval", id, "/api/approvals"));
        return new Question(approval, plans.of(approval).orElse(null));
    }

    @Operation(summary = "Approves or rejects a run")
    @PostMapping("/api/approvals/{id}")
    Approval decide(@PathVariable String id, @RequestBody Answer answer, Principal person) {
        String decision = Objects.requireNonNullElse(answer.decision(), "");
        String comment = Wanted.sentence("comment", answer.comment(), "");
        return Insistence.on(() -> approvals.decide(id, decision, comment, person.getName()));
    }

    @Operation(summary = "Makes a link by which you yourself can answer once without a log-in, such as from a phone")
    @PostMapping("/api/approvals/{id}/links")
    @ResponseStatus(HttpStatus.CREATED)
    Link link(@PathVariable String id, Principal person) {
        ApprovalLinks.Link made = links.make(id, person.getName());
        String url = ServletUriComponentsBuilder.fromCurrentContextPath()
                .path("/approve/" + made.token())
                .toUriString();
        return new Link(url, made.person(), made.expiresAt());
    }

    /**
     * A link for one person, one approval and one answer.
     *
     * @param person in whose name it answers; whoever holds the link can
     */
    @Schema(name = "ApprovalLink")
    record Link(String url, String person, Instant expiresAt) {}

    /**
     * An approval with what the run would do.
     *
     * @param plan null when another plan has taken its place
     */
    @Schema(name = "ApprovalDetails")
    record Question(@JsonUnwrapped Approval approval, @Nullable Plan plan) {}

    /**
     * What a person answers.
     *
     * @param decision {@code approve} or {@code reject}
     * @param comment why; may be left out
     */
    @Schema(name = "Decision")
    record Answer(@Nullable String decision, @Nullable String comment) {}
}
