package io.mendflow.console;

import io.mendflow.incident.Page;
import io.mendflow.intake.SourceList;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/sources}: who may post, and what came. */
@RestController
@Tag(name = "sources", description = "Who may post, and what came")
class SourceListApi {

    private final SourceList sources;

    SourceListApi(SourceList sources) {
        this.sources = sources;
    }

    @Operation(summary = "Lists all sources, with what came from each and which of its fields are gone")
    @GetMapping("/api/sources")
    Page<SourceList.Listed> list() {
        return new Page<>(sources.read(), null);
    }
}
