package io.mendflow.console;

import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/incidents/{key}/evidence}: all that is known about an incident, to be kept or handed on. */
@RestController
@Tag(name = "incidents")
class EvidenceApi {

    private static final String ZIP = "application/zip";

    private final Incidents incidents;
    private final Evidence evidence;

    EvidenceApi(Incidents incidents, Evidence evidence) {
        this.incidents = incidents;
        this.evidence = evidence;
    }

    @Operation(
            summary = "Hands out all that is known about an incident as a zip, with a signed manifest of SHA-256 sums")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
    @GetMapping("/api/incidents/{key}/evidence")
    void evidence(@PathVariable String key, Principal person, HttpServletResponse response) throws IOException {
        Incident incident = incidents.find(key).orElseThrow(() -> new NotFound("incident", key, "/api/incidents"));
        response.setContentType(ZIP);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(key + "-evidence.zip")
                        .build()
                        .toString());
        evidence.write(incident, person.getName(), response.getOutputStream());
    }
}
