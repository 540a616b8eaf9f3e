package io.mendflow.intake;

import io.mendflow.incident.Signal;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /hooks/{source}}: a delivery is acknowledged after its bytes are committed. */
@RestController
@Tag(name = "webhooks", description = "Where senders post")
class Hooks {

    private static final Logger log = LoggerFactory.getLogger(Hooks.class);
    private static final Pattern CREDENTIAL = Pattern.compile("authorization|.*-token|.*-signature(-256)?");

    private final Sources sources;
    private final Bodies bodies;
    private final Writer writer;
    private final Receipts receipts;
    private final Meters meters;
    private final Clock clock;

    Hooks(Sources sources, Bodies bodies, Writer writer, Receipts receipts, Meters meters, Clock clock) {
        this.sources = sources;
        this.bodies = bodies;
        this.writer = writer;
        this.receipts = receipts;
        this.meters = meters;
        this.clock = clock;
    }

    @PostMapping("/hooks/{source}")
    @Operation(summary = "Takes a delivery: 202 after its commit, 400, 401, 404, 413, 415, or 503 to send it again")
    ResponseEntity<Acknowledgement> post(@PathVariable("source") String name, HttpServletRequest request)
            throws IOException {
        long begun = System.nanoTime();
        Source source = known(name);
        MediaType type = contentType(source, request);
        try (Bodies.Held body = bodies.read(request)) {
            var posted = new Delivery(
                    source.name(),
                    type,
                    headers(request),
                    body.content(),
                    clock.instant().truncatedTo(ChronoUnit.MICROS));
            Acknowledgement acknowledgement = take(source, posted);
            meters.acknowledged(source.name(), acknowledgement.duplicate, System.nanoTime() - begun);
            return ResponseEntity.accepted()
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(acknowledgement);
        }
    }

    @RequestMapping(path = "/hooks/{source}", method = RequestMethod.OPTIONS)
    @Operation(summary = "Says whether a sender may post")
    ResponseEntity<Void> options(@PathVariable("source") String name, HttpServletRequest request) {
        Map<String, String> handshake = known(name).sender().handshake(headers(request));
        return ResponseEntity.ok()
                .header(HttpHeaders.ALLOW, "POST, OPTIONS")
                .headers(all -> handshake.forEach(all::set))
                .build();
    }

    @Hidden
    @RequestMapping(
            path = "/hooks/{source}",
            method = {RequestMethod.GET, RequestMethod.PUT, RequestMethod.PATCH, RequestMethod.DELETE})
    void refuseMethod(@PathVariable("source") String name, HttpServletRequest request) {
        throw Refusal.method(request.getMethod(), known(name).name());
    }

    @Hidden
    @RequestMapping({"/hooks", "/hooks/", "/hooks/{source}/{*rest}"})
    void refuseAddress(@PathVariable(required = false) @Nullable String source, HttpServletRequest request) {
        throw Refusal.unknownSource(request.getRequestURI().replaceFirst("^.*?/hooks/?", ""), sources.names());
    }

    private Acknowledgement take(Source source, Delivery posted) {
        if (!source.trusts(posted)) {
            throw Refusal.untrusted(source, posted.headers().keySet().stream().anyMatch(name -> CREDENTIAL
                    .matcher(name)
                    .matches()));
        }
        try {
            source.sender().admit(posted, source.secret() != null);
            List<Signal> signals = source.sender().read(posted);
            Entry entry = Entry.of(
                    receipts.next(),
                    kept(posted, source.sender()),
                    Entry.identity(posted, source.sender()),
                    signals,
                    source.secret() != null);
            String receipt = writer.write(entry);
            return new Acknowledgement(receipt, !receipt.equals(entry.receipt()), entry.signals());
        } catch (Unproven e) {
            throw Refusal.unproven(e);
        } catch (Malformed e) {
            throw Refusal.malformed(e);
        }
    }

    private Source known(String name) {
        Source source = sources.find(name);
        if (source == null) {
            throw Refusal.unknownSource(name, sources.names());
        }
        return source;
    }

    /** @throws Refusal when the source's sender does not send that */
    static @Nullable MediaType contentType(Source source, HttpServletRequest request) {
        String expected = source.sender().contentTypes();
        String encoding = request.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw Refusal.contentType(expected + " that is not compressed", "encoded as '" + encoding + "'");
        }
        String came = request.getContentType();
        try {
            MediaType type = came == null ? null : MediaType.parseMediaType(came);
            if (source.sender().accepts(type)) {
                return type;
            }
        } catch (InvalidMediaTypeException e) {
            log.debug("Not a content type: {}", came);
        }
        throw Refusal.contentType(expected, came == null ? "without a Content-Type" : "'" + came + "'");
    }

    private static Delivery kept(Delivery posted, Sender sender) {
        Map<String, String> headers = new HashMap<>(posted.headers());
        headers.keySet().removeIf(name -> !sender.keeps(name));
        return new Delivery(posted.source(), posted.contentType(), headers, posted.body(), posted.receivedAt());
    }

    static Map<String, String> headers(HttpServletRequest request) {
        Map<String, String> headers = new HashMap<>();
        for (String name : Collections.list(request.getHeaderNames())) {
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", Collections.list(request.getHeaders(name))));
        }
        if (request.getQueryString() != null) {
            headers.put(Delivery.QUERY, request.getQueryString());
        }
        return headers;
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(Refusal refusal, HttpServletRequest request) {
        meters.refused(metered(request), refusal.word());
        return refusal.answer();
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(RuntimeException e, HttpServletRequest request) {
        log.error("A delivery was not taken for a reason that Mendflow did not foresee", e);
        return refused(Failures.isPassing(e) ? Refusal.databaseAway("it does not answer") : Refusal.bug(), request);
    }

    /** The source, unless somebody made it up: names of sources are few, and so are the counters. */
    private String metered(HttpServletRequest request) {
        String name = request.getRequestURI().replaceFirst("^.*?/hooks/", "");
        return sources.find(name) == null ? "unknown" : name;
    }

    /**
     * The answer to a delivery that is committed.
     *
     * @param receipt names the delivery in signals, dead letters and the audit trail
     * @param duplicate true when it is the same as one before, whose receipt this is
     * @param signals number of signals found in it
     */
    record Acknowledgement(String receipt, boolean duplicate, int signals) {}
}
