package io.mendflow.console;

import io.mendflow.intake.Ledger;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/ledger}: what became of everything that was received. */
@RestController
@Tag(name = "ledger", description = "received = processed + suppressed + deadLettered + pending, at every moment")
class LedgerApi {

    private final Ledger ledger;

    LedgerApi(Ledger ledger) {
        this.ledger = ledger;
    }

    @Operation(summary = "Says what became of everything that was received")
    @GetMapping("/api/ledger")
    Ledger.Totals read() {
        return ledger.read();
    }
}
