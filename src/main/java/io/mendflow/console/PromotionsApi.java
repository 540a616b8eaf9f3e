package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.model.AskedParameters;
import io.mendflow.model.Promotion;
import io.mendflow.model.PromotionState;
import io.mendflow.model.Promotions;
import io.mendflow.model.Retrains;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/promotions}: every change of what serves as a model's champion, with what it rests on. */
@RestController
@Tag(name = "promotions", description = "Retrains, rollouts and rollbacks of models")
class PromotionsApi {

    private final Promotions promotions;
    private final Retrains retrains;
    private final AskedParameters parameters;

    PromotionsApi(Promotions promotions, Retrains retrains, AskedParameters parameters) {
        this.promotions = promotions;
        this.retrains = retrains;
        this.parameters = parameters;
    }

    @Operation(summary = "Lists promotions, newest first")
    @GetMapping("/api/promotions")
    Page<Promotion> list(
            @RequestParam(required = false) @Nullable String model,
            @RequestParam(required = false) @Nullable String state,
            @RequestParam(defaultValue = "50") int limit,
            @RequestParam(required = false) @Nullable String cursor) {
        List<Promotions.Listed> found = promotions.list(
                model,
                Wanted.oneOf(PromotionState.class, "state", state),
                Wanted.position(cursor),
                Wanted.limit(limit) + 1);
        return Wanted.page(found, limit, listed -> Long.toString(listed.number()), Promotions.Listed::promotion);
    }

    @Operation(summary = "Shows a promotion with its way so far and the names of its documents")
    @GetMapping("/api/promotions/{id}")
    Details one(@PathVariable String id) {
        Promotion promotion = find(id);
        return new Details(
                promotion,
                parameters.of(id),
                promotions.events(id),
                promotions.documents(id).stream()
                        .map(document -> new Named(
                                document.name(),
                                document.mediaType(),
                                document.sha256(),
                                "/api/promotions/%s/documents/%s".formatted(id, document.name())))
                        .toList());
    }

    @Operation(summary = "Hands out one document of a promotion, such as model-card.md or comparison.json")
    @GetMapping("/api/promotions/{id}/documents/{name}")
    ResponseEntity<String> document(@PathVariable String id, @PathVariable String name) {
        find(id);
        Promotion.Document document = promotions
                .document(id, name)
                .orElseThrow(() -> new NotFound("document", name, "/api/promotions/" + id));
        MediaType type =
                new MediaType(MediaType.parseMediaType(document.mediaType()), java.nio.charset.StandardCharsets.UTF_8);
        return ResponseEntity.ok()
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                // A picture drawn from data of unknown origin is looked at, and runs nothing.
                .header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox")
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        ContentDisposition.inline()
                                .filename(document.name())
                                .build()
                                .toString())
                .body(document.content());
    }

    @Operation(summary = "Ends a promotion that is under way; what it gave to a challenger is taken back")
    @PostMapping("/api/promotions/{id}/cancel")
    Promotion cancel(@PathVariable String id, @RequestBody(required = false) @Nullable Cancel wish, Principal person) {
        find(id);
        String reason = Wanted.sentence("reason", wish == null ? null : wish.reason(), "no reason given");
        return Insistence.on(() -> retrains.cancel(id, reason, person.getName()));
    }

    private Promotion find(String id) {
        return promotions.find(id).orElseThrow(() -> new NotFound("promotion", id, "/api/promotions"));
    }

    /**
     * A promotion with its way.
     *
     * @param parameters that somebody set for its training
     * @param timeline oldest first
     */
    @Schema(name = "PromotionDetails")
    record Details(
            @JsonUnwrapped Promotion promotion,
            Map<String, String> parameters,
            List<Promotion.Event> timeline,
            List<Named> documents) {}

    /** A document by name, with where it is. */
    @Schema(name = "PromotionDocument")
    record Named(String name, String mediaType, String sha256, String address) {}

    @Schema(name = "PromotionCancel")
    record Cancel(@Nullable String reason) {}
}
