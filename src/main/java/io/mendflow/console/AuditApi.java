package io.mendflow.console;

import io.mendflow.audit.Audit;
import io.mendflow.audit.Entry;
import io.mendflow.audit.Verification;
import io.mendflow.console.evidence.EvidenceKey;
import io.mendflow.console.evidence.EvidenceKeys;
import io.mendflow.incident.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
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
    private final EvidenceKeys keys;

    AuditApi(Audit audit, EvidenceKeys keys) {
        this.audit = audit;
        this.keys = keys;
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

    @Operation(summary = "Tells the key that evidence is signed with, for 'verify --key'")
    @GetMapping("/api/audit/key")
    PublicKey key() {
        EvidenceKey key = keys.key();
        return new PublicKey(EvidenceKey.ALGORITHM, key.fingerprint(), key.pem());
    }

    /**
     * The key that evidence is signed with.
     *
     * @param fingerprint {@code sha256:} and the SHA-256, in hex, of the key in DER
     * @param publicKey in PEM
     */
    @Schema(name = "EvidenceKey")
    record PublicKey(String algorithm, String fingerprint, String publicKey) {}
}
