package io.mendflow.console;

import io.mendflow.console.evidence.PromotionEvidence;
import io.mendflow.incident.Incident;
import io.mendflow.incident.Incidents;
import io.mendflow.model.Promotion;
import io.mendflow.model.Promotions;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.Principal;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** {@code …/evidence}: all that is known about an incident or a promotion, to be kept or handed on. */
@RestController
class EvidenceApi {

    private static final String ZIP = "application/zip";

    private final Incidents incidents;
    private final Evidence evidence;
    private final Promotions promotions;
    private final PromotionEvidence promotionEvidence;

    EvidenceApi(Incidents incidents, Evidence evidence, Promotions promotions, PromotionEvidence promotionEvidence) {
        this.incidents = incidents;
        this.evidence = evidence;
        this.promotions = promotions;
        this.promotionEvidence = promotionEvidence;
    }

    @Tag(name = "incidents")
    @Operation(
            summary = "Hands out all that is known about an incident as a zip, with a signed manifest of SHA-256 sums")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
    @GetMapping("/api/incidents/{key}/evidence")
    void evidence(@PathVariable String key, Principal person, HttpServletResponse response) throws IOException {
        Incident incident = incidents.find(key).orElseThrow(() -> new NotFound("incident", key, "/api/incidents"));
        hand(key, response, whole -> evidence.write(incident, person.getName(), whole));
    }

    @Tag(name = "promotions")
    @Operation(
            summary =
                    "Hands out all that is known about a promotion as a zip with a signed manifest; index.html in it is for people, and 'verify' checks it")
    @ApiResponse(
            responseCode = "200",
            content = @Content(mediaType = ZIP, schema = @Schema(type = "string", format = "binary")))
    @GetMapping("/api/promotions/{id}/evidence")
    void ofPromotion(@PathVariable String id, Principal person, HttpServletResponse response) throws IOException {
        Promotion promotion = promotions.find(id).orElseThrow(() -> new NotFound("promotion", id, "/api/promotions"));
        hand(id, response, whole -> promotionEvidence.write(promotion, person.getName(), whole));
    }

    /** Only a whole zip is handed out: what fails on the way is told as a problem. */
    private static void hand(String name, HttpServletResponse response, Writing writing) throws IOException {
        var whole = new ByteArrayOutputStream();
        writing.to(whole);
        response.setContentType(ZIP);
        response.setHeader(
                HttpHeaders.CONTENT_DISPOSITION,
                ContentDisposition.attachment()
                        .filename(name + "-evidence.zip")
                        .build()
                        .toString());
        whole.writeTo(response.getOutputStream());
    }

    private interface Writing {

        void to(OutputStream out) throws IOException;
    }
}
