package io.mendflow.console;

import io.mendflow.audit.Audit;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import io.mendflow.incident.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/audit}: who did what, in a chain that shows when somebody has touched it. */
@RestController
@Tag(name = "audit", description = "Who did what, append-only and hash-chained")
class AuditApi {

    private final Audit audit;

    AuditApi(Audit audit) {
        this.audit = audit;
    }

    @Operation(summary = "Lists the audit trail, newest first")
    @GetMapping("/api/audit")
    Page<Entry> list(
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Entry> entries = audit.list(subject, Wanted.position(cursor), Wanted.limit(limit) + 1);
        return Wanted.page(entries, limit, entry -> Long.toString(entry.position()), Function.identity());
    }

    @Operation(summary = "Recomputes the whole chain and says whether it is intact")
    @GetMapping("/api/audit/verify")
    Verification verify() {
        return audit.verify();
    }
}
