package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.incident.Signal;
import io.mendflow.intake.Preview;
import io.mendflow.intake.Previews;
import io.mendflow.intake.Refusal;
import io.mendflow.intake.SourceList;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/sources}: who may post, what came, and what a payload would become. */
@RestController
@Tag(name = "sources", description = "Who may post, what came, and what a payload would become")
class SourcesApi {

    private final SourceList sources;
    private final Previews previews;

    SourcesApi(SourceList sources, Previews previews) {
        this.sources = sources;
        this.previews = previews;
    }

    @Operation(summary = "Lists all sources, with what came from each and which of its fields are gone")
    @GetMapping("/api/sources")
    Page<SourceList.Listed> list() {
        return new Page<>(sources.read(), null);
    }

    /** The body and the headers are what the sender would post to {@code /hooks/{source}}; the log-in takes the place of the sender's secret. */
    @Operation(summary = "Shows which signals a payload would become and where each part was read, and stores nothing")
    @PostMapping("/api/sources/{source}/preview")
    PreviewView preview(@PathVariable String source, HttpServletRequest request) throws IOException {
        return PreviewView.of(previews.of(source, request));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal) {
        return refusal.answer();
    }

    /**
     * What a payload would become.
     *
     * @param sender the kind of sender that read it
     * @param unused JSON Pointers of the fields that made no difference
     */
    @Schema(name = "Preview")
    record PreviewView(String source, String sender, List<ReadView> signals, List<String> unused) {

        static PreviewView of(Preview preview) {
            return new PreviewView(
                    preview.source(),
                    preview.sender(),
                    preview.signals().stream()
                            .map(read -> new ReadView(read.signal(), read.readFrom()))
                            .toList(),
                    preview.unused());
        }
    }

    /**
     * A signal that a payload would become.
     *
     * @param readFrom for each attribute the JSON Pointers of the fields that it depends on; one that is not there is a default
     */
    @Schema(name = "PreviewedSignal")
    record ReadView(@JsonUnwrapped Signal signal, Map<String, List<String>> readFrom) {}
}
