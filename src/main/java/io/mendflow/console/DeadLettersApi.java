package io.mendflow.console;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.mendflow.incident.Page;
import io.mendflow.intake.DeadLetters;
import io.mendflow.intake.DeadLetters.DeadLetter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/dead-letters}: deliveries that could not be processed; their id is their receipt. */
@RestController
@Tag(name = "dead letters", description = "Deliveries that could not be processed")
class DeadLettersApi {

    private final DeadLetters deadLetters;

    DeadLettersApi(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Operation(summary = "Lists dead letters, newest first")
    @GetMapping("/api/dead-letters")
    Page<DeadLetter> list(
            @RequestParam(defaultValue = "50") int limit, @RequestParam(required = false) @Nullable String cursor) {
        return deadLetters.list(Wanted.position(cursor), Wanted.limit(limit));
    }

    @Operation(summary = "Shows a dead letter with its content")
    @GetMapping("/api/dead-letters/{id}")
    DeadLetterView find(@PathVariable String id) {
        return deadLetters.find(id).map(DeadLetterView::of).orElseThrow(() -> unknown(id));
    }

    /** Has it processed again, with all attempts anew. */
    @Operation(summary = "Has a dead letter processed again, with all attempts anew")
    @PostMapping("/api/dead-letters/{id}/replay")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Replayed replay(@PathVariable String id, @Nullable Principal by) {
        if (!deadLetters.replay(id, by == null ? "anonymous" : by.getName())) {
            throw unknown(id);
        }
        return new Replayed(id, "pending");
    }

    private static NotFound unknown(String id) {
        return new NotFound("dead letter", id, "/api/dead-letters");
    }

    record Replayed(String receipt, String state) {}

    /**
     * A dead letter with its content.
     *
     * @param headers those that are needed to read it
     * @param body as text, or in Base64 when the bytes are not UTF-8
     * @param encoding {@code utf-8} or {@code base64}
     */
    @Schema(name = "DeadLetterDetails")
    record DeadLetterView(@JsonUnwrapped DeadLetter letter, Map<String, String> headers, String body, String encoding) {

        static DeadLetterView of(DeadLetters.Content content) {
            try {
                String text = StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(content.body()))
                        .toString();
                return new DeadLetterView(content.letter(), content.headers(), text, "utf-8");
            } catch (CharacterCodingException e) {
                String text = Base64.getEncoder().encodeToString(content.body());
                return new DeadLetterView(content.letter(), content.headers(), text, "base64");
            }
        }
    }
}
