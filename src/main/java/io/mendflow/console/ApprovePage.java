package io.mendflow.console;

import io.mendflow.remediation.Approval;
import io.mendflow.remediation.ApprovalLinks;
import io.mendflow.remediation.ApprovalLinks.Question;
import io.mendflow.remediation.ApprovalRefused;
import io.mendflow.remediation.LinkRefused;
import io.mendflow.remediation.RunPlans;
import io.mendflow.runbook.Plan;
import io.swagger.v3.oas.annotations.Hidden;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/**
 * {@code /approve/{token}}: one question and two buttons, for whoever holds the link. To look answers nothing, since mail programs look at links
 * before people do.
 */
@RestController
@Hidden
class ApprovePage {

    private static final String PAGE =
            """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Mendflow: %s</title>
            <style>body{font:16px/1.5 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#1b1f24}
            h1{font-size:1.3rem}dt{font-weight:600}dd{margin:0 0 .6rem}li{overflow-wrap:anywhere}
            textarea{width:100%%;box-sizing:border-box;font:inherit}button{font:inherit;padding:.6rem 1.4rem;margin:.8rem .8rem 0 0}</style>
            </head><body>%s</body></html>
            """;

    private final ApprovalLinks links;
    private final RunPlans plans;

    ApprovePage(ApprovalLinks links, RunPlans plans) {
        this.links = links;
        this.plans = plans;
    }

    @GetMapping("/approve/{token}")
    ResponseEntity<String> ask(@PathVariable String token) {
        Question question = links.open(token);
        return page(HttpStatus.OK, "approve a run?", form(question));
    }

    @PostMapping(path = "/approve/{token}", consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<String> answer(
            @PathVariable String token,
            @RequestParam(defaultValue = "") String decision,
            @RequestParam(required = false) @Nullable String comment) {
        String said = Wanted.sentence("comment", comment, "");
        Approval answered = Insistence.on(() -> links.answer(token, decision, said));
        return page(
                HttpStatus.OK,
                "answered",
                "<h1>%s is %s</h1><p>Your answer is noted. You can close this page.</p>"
                        .formatted(safe(answered.runbook()), answered.state().text()));
    }

    @ExceptionHandler({LinkRefused.class, ApprovalRefused.class, IllegalArgumentException.class})
    ResponseEntity<String> refused(RuntimeException e) {
        HttpStatus status = e instanceof LinkRefused
                ? HttpStatus.GONE
                : e instanceof ApprovalRefused ? HttpStatus.CONFLICT : HttpStatus.BAD_REQUEST;
        return page(
                status, "nothing to answer", "<h1>Nothing was changed</h1><p>%s</p>".formatted(safe(e.getMessage())));
    }

    private static String asks(Approval approval) {
        return approval.part() == null
                ? "Approve '%s'?".formatted(approval.title())
                : "Go on with '%s' of '%s'?".formatted(approval.part(), approval.title());
    }

    private String form(Question question) {
        Approval approval = question.approval();
        return """
                <h1>%s</h1>
                <dl><dt>Runbook</dt><dd>%s, risk %s</dd><dt>Inputs</dt><dd>%s</dd><dt>Asked for by</dt><dd>%s%s</dd>
                <dt>What it would do</dt><dd>%s</dd><dt>Expires</dt><dd>%s</dd></dl>
                <form method="post"><label for="comment">Comment</label><textarea id="comment" name="comment" rows="3"></textarea>
                <button name="decision" value="approve">Approve</button><button name="decision" value="reject">Reject</button>
                <p>You answer as %s.</p></form>
                """
                .formatted(
                        safe(asks(approval)),
                        safe(approval.runbook()),
                        safe(approval.risk()),
                        safe(approval.inputs()),
                        safe(approval.requestedBy()),
                        approval.incidentKey() == null ? "" : " for " + safe(approval.incidentKey()),
                        plans.of(approval).map(ApprovePage::effects).orElse("not known"),
                        approval.dueAt(),
                        safe(question.person()));
    }

    private static String effects(Plan plan) {
        return plan.effects().isEmpty()
                ? "nothing, as it is now"
                : plan.effects().stream()
                        .map(effect -> "<li>%s: %s.%s %s on %s</li>"
                                .formatted(
                                        safe(effect.step()),
                                        safe(effect.connector()),
                                        safe(effect.operation()),
                                        safe(String.valueOf(effect.arguments())),
                                        safe(effect.target())))
                        .collect(Collectors.joining("", "<ol>", "</ol>"));
    }

    private static ResponseEntity<String> page(HttpStatus status, String title, String body) {
        return ResponseEntity.status(status)
                .contentType(new MediaType(MediaType.TEXT_HTML, java.nio.charset.StandardCharsets.UTF_8))
                .cacheControl(CacheControl.noStore())
                .header("Referrer-Policy", "no-referrer")
                .header(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'")
                .body(PAGE.formatted(title, body));
    }

    private static String safe(String text) {
        return HtmlUtils.htmlEscape(text);
    }
}
