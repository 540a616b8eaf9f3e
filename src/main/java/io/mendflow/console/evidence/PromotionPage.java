package io.mendflow.console.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.mendflow.audit.Entry;
import io.mendflow.connector.Lineage.DataSet;
import io.mendflow.connector.ModelRun;
import io.mendflow.model.Champions;
import io.mendflow.model.Promotion;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The record of a promotion as a page for people. It stands alone: no script, and nothing from elsewhere. */
final class PromotionPage {

    private static final int MOST_LOOKS = 200;
    private static final BigDecimal SMALLEST_PLAIN = new BigDecimal("0.0001");

    private final PromotionRecord record;
    private final Promotion promotion;
    private final List<Statement> statements;
    private final Map<String, String> diagrams;
    private final String key;
    private final Instant at;
    private final String by;
    private final Html html = new Html();

    /** @param diagrams SVG by file name, one for each process instance in order */
    PromotionPage(
            PromotionRecord record,
            List<Statement> statements,
            Map<String, String> diagrams,
            String key,
            Instant at,
            String by) {
        this.record = record;
        this.promotion = record.promotion();
        this.statements = statements;
        this.diagrams = diagrams;
        this.key = key;
        this.at = at;
        this.by = by;
    }

    String html() {
        head();
        statements();
        trigger();
        people();
        comparison();
        decisions();
        canary();
        serving();
        training();
        data();
        drift();
        way();
        flows();
        trail();
        proof();
        return html.raw("</main></body></html>\n").toString();
    }

    private void head() {
        html.raw(
                """
                <!doctype html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
                <title>%s</title>
                <style>%s</style>
                </head>
                <body><main>
                """
                        .formatted(
                                Html.escaped("Evidence: %s, %s".formatted(promotion.id(), promotion.model())),
                                PageStyle.CSS));
        html.raw("<p class=\"kind\">Evidence of a promotion</p><h1>%s %s</h1>\n"
                .formatted(
                        Html.escaped(promotion.model()),
                        promotion.version() == null ? "" : "version " + Html.escaped(promotion.version())));
        html.facts(
                "Promotion",
                promotion.id() + ", a " + promotion.kind().text(),
                "State",
                promotion.state().text(),
                "Outcome",
                promotion.outcome(),
                "Tier of risk",
                promotion.tier(),
                "Champion before",
                promotion.champion() == null ? "none" : "version " + promotion.champion(),
                "Digest",
                promotion.digest() == null ? null : "sha256 " + promotion.digest(),
                "Opened",
                promotion.openedAt(),
                "Ended",
                promotion.endedAt() == null ? "not yet" : promotion.endedAt(),
                "Written",
                at,
                "Written for",
                by);
    }

    private void statements() {
        html.section("What has to be so");
        html.raw("<ul class=\"claims\">\n");
        for (Statement statement : statements) {
            Boolean holds = statement.holds();
            String word = holds == null ? "open" : holds ? "yes" : "no";
            html.raw("<li class=\"%s\"><b>%s</b> <span>%s</span><br>%s\n"
                    .formatted(
                            word,
                            holds == null ? "– nothing to say" : holds ? "✓ yes" : "✕ no",
                            Html.escaped(statement.claim()),
                            Html.escaped(statement.finding())));
            html.facts(statement.values().entrySet().stream()
                    .flatMap(entry -> java.util.stream.Stream.of(entry.getKey(), entry.getValue()))
                    .toArray());
            html.raw("</li>\n");
        }
        html.raw("</ul>\n");
    }

    private void trigger() {
        html.section("What asked for it");
        html.facts(
                "Cause", record.trigger().cause(),
                "Reason", record.trigger().reason(),
                "Asked for by", record.trigger().requestedBy());
        html.table(
                "No signal from outside asked for it.",
                record.trigger().signals(),
                List.of("Receipt", "Source", "Signal", "Received", "Sender", "SHA-256 of what came"),
                came -> Arrays.asList(
                        came.signal().path("receipt").asText(),
                        came.signal().path("source").asText(),
                        came.signal().path("title").asText(),
                        time(came.signal().path("receivedAt")),
                        came.proof(),
                        came.bodySha256()));
    }

    private void people() {
        html.section("Who agreed");
        html.table(
                "Nobody was asked, or nobody has answered.",
                record.answers(),
                List.of("When", "Who", "As", "Meaning", "Answer", "Comment", "About the digest"),
                said -> List.of(
                        time(said.path("at")),
                        said.path("by").asText(),
                        said.path("role").asText(),
                        said.path("meaning").asText(),
                        said.path("decision").asText(),
                        said.path("comment").asText(),
                        said.path("digest").asText()));
        html.table(
                "",
                record.asked(),
                List.of("Asked", "For", "Until", "State", "By", "Needed in all"),
                asked -> Arrays.asList(
                        asked.askedAt(),
                        asked.part(),
                        asked.dueAt(),
                        asked.state().text(),
                        asked.decidedBy(),
                        asked.needed()));
    }

    private void comparison() {
        JsonNode report = record.json().get("comparison.json");
        if (report == null) {
            return;
        }
        html.section("Champion and challenger on the same held-out rows");
        html.facts(
                "Verdict", report.path("verdict").asText(),
                "Because", report.path("reason").asText(),
                "Rows", report.path("rows").asText(),
                "Intervals",
                        "%s, %s rounds, confidence %s, seed %s"
                                .formatted(
                                        report.path("method").asText(),
                                        report.path("rounds").asText(),
                                        report.path("confidence").asText(),
                                        report.path("seed").asText()));
        metrics(report);
        gates("All rows", report.path("gates"));
        for (JsonNode slice : report.path("slices")) {
            html.raw("<h3>Slice %s, %s rows%s</h3>\n"
                    .formatted(
                            Html.escaped(slice.path("slice").asText()),
                            slice.path("rows").asText(),
                            slice.path("guarded").asBoolean() ? ", guarded" : ""));
            metrics(slice);
            gates(slice.path("slice").asText(), slice.path("gates"));
        }
    }

    private void metrics(JsonNode of) {
        html.table(
                "No metric was measured.",
                list(of.path("metrics")),
                List.of("Metric", "Champion", "Challenger", "Gain", "Better when"),
                metric -> List.of(
                        metric.path("metric").asText(),
                        interval(metric.path("champion")),
                        interval(metric.path("challenger")),
                        interval(metric.path("gain")),
                        metric.path("greaterIsBetter").asBoolean() ? "greater" : "smaller"));
    }

    private void gates(String rows, JsonNode gates) {
        if (gates.isEmpty()) {
            return;
        }
        html.table(
                "",
                list(gates),
                List.of("Gate on " + rows, "Threshold", "Verdict", "Because", "Gain at least", "Gain at most"),
                gate -> List.of(
                        gate.at("/gate/kind").asText() + " in "
                                + gate.at("/gate/metric").asText(),
                        number(gate.at("/gate/margin")) + " "
                                + gate.at("/gate/scale").asText(),
                        gate.path("verdict").asText(),
                        gate.path("reason").asText(),
                        number(gate.path("gainAtLeast")),
                        number(gate.path("gainAtMost"))));
    }

    private void decisions() {
        if (record.decisions().isEmpty()) {
            return;
        }
        html.section("What the tables decided");
        record.decisions()
                .forEach(decision ->
                        new DecisionPicture(decision, record.tables().get(decision.file())).draw(html));
    }

    private void canary() {
        html.section("Canary");
        List<JsonNode> looks = record.rows("canary.json");
        html.table(
                "There was no canary, or nothing was measured.",
                looks.stream().limit(MOST_LOOKS).toList(),
                List.of("When", "Share", "Figures"),
                look -> List.of(
                        time(look.path("at")),
                        look.path("share").asText() + " %",
                        list(look.path("results")).stream()
                                .map(result -> result.path("reason").asText())
                                .reduce((one, other) -> one + "; " + other)
                                .orElse("nothing is measured")));
        if (looks.size() > MOST_LOOKS) {
            html.line("And %d more, in documents/canary.json".formatted(looks.size() - MOST_LOOKS));
        }
    }

    private void serving() {
        html.section("What served");
        html.table(
                "No server has said that it serves the version.",
                record.rows("serving.json"),
                List.of("When", "Asked for", "What it serves"),
                look -> List.of(
                        time(look.path("at")),
                        look.path("share").asText() + " %",
                        list(look.path("shares")).stream()
                                .map(share -> "version %s at %s %%, %s"
                                        .formatted(
                                                share.path("version").asText(),
                                                share.path("percent").asText(),
                                                share.path("digest").isTextual()
                                                        ? "sha256 "
                                                                + share.path("digest")
                                                                        .asText()
                                                        : "no digest told"))
                                .reduce((one, other) -> one + "; " + other)
                                .orElse("it does not tell")));
        html.table(
                "No alias was moved.",
                record.aliases().stream()
                        .filter(term -> promotion.id().equals(term.promotion()))
                        .toList(),
                List.of("Alias moved", "To version", "Digest", "Since", "Until", "By", "Why"),
                PromotionPage::term);
    }

    private static List<? extends @Nullable Object> term(Champions.Term term) {
        return Arrays.asList(
                "@" + term.alias(),
                term.version() == null ? "none" : term.version(),
                term.digest(),
                term.since(),
                term.until() == null ? "now" : term.until(),
                term.movedBy(),
                term.reason());
    }

    private void training() {
        html.section("How it was made");
        if (record.storeAway() != null) {
            html.line("The model store could not be asked: " + record.storeAway());
        }
        ModelRun run = record.run();
        if (run == null) {
            html.line("No run is known that made it.");
            return;
        }
        JsonNode told = record.json().get("training.json");
        html.facts(
                "Run", run.id(),
                "Code",
                        run.lineage().code() == null
                                ? "not told"
                                : run.lineage().code(),
                "Seed", run.parameters().get("seed"),
                "Made to replace run", run.lineage().parentRun(),
                "Started", run.started(),
                "Ended", run.ended(),
                "Version in the store",
                        record.version() == null
                                ? null
                                : "%s, sha256 %s"
                                        .formatted(
                                                record.version().version(),
                                                record.version().digest()),
                "Environment",
                        told == null || told.path("environment").isMissingNode()
                                ? "not told"
                                : told.path("environment"));
        html.table(
                "It was given no parameters.",
                List.copyOf(run.parameters().entrySet()),
                List.of("Parameter", "Value"),
                entry -> List.of(entry.getKey(), entry.getValue()));
        html.table(
                "It reports no metrics.",
                List.copyOf(run.metrics().entrySet()),
                List.of("Metric of the training", "Value"),
                entry -> List.of(entry.getKey(), entry.getValue()));
        if (record.version() != null) {
            html.table(
                    "",
                    record.version().files(),
                    List.of("Artifact", "Bytes", "SHA-256"),
                    file -> List.of(file.path(), file.size(), file.sha256()));
        }
    }

    private void data() {
        html.section("What data");
        html.table(
                "No data was copied for it.",
                record.rows("data.json"),
                List.of("Rows", "Digest", "From"),
                set -> List.of(
                        set.path("name").asText(),
                        set.path("digest").asText(),
                        set.path("source").asText()));
        if (record.run() != null) {
            html.table(
                    "",
                    record.run().lineage().data(),
                    List.of("Rows of the run", "Digest", "From"),
                    (DataSet set) -> List.of(set.name(), set.digest(), set.source()));
        }
        check("training", record.json().get("data-training.json"));
        check("held-out", record.json().get("data-held-out.json"));
    }

    private void check(String rows, @Nullable JsonNode report) {
        if (report == null) {
            return;
        }
        html.raw("<h3>Check of the %s rows: %s</h3>\n"
                .formatted(rows, report.path("ok").asBoolean() ? "as expected" : "not to be used"));
        html.facts(
                "Rows", report.path("rows").asText(),
                "Checked", time(report.path("checkedAt")),
                "Fingerprint of the rows",
                        report.at("/digest/algorithm").asText() + " "
                                + report.at("/digest/value").asText());
        html.table(
                "Nothing was found.",
                list(report.path("findings")),
                List.of("Severity", "Column", "Finding"),
                finding -> List.of(
                        finding.path("severity").asText(),
                        finding.path("column").asText(""),
                        finding.path("message").asText()));
    }

    private void drift() {
        JsonNode report = record.json().get("drift.json");
        if (report == null) {
            return;
        }
        html.section("Drift");
        html.facts(
                "Verdict", report.path("summary").asText(),
                "Algorithm", report.path("algorithm").asText());
        html.table(
                "No column was compared.",
                list(report.path("columns")),
                List.of("Column", "Statistic", "Score", "Threshold", "Finding"),
                column -> List.of(
                        column.path("column").asText(),
                        column.path("statistic").asText(""),
                        number(column.path("score")),
                        number(column.path("threshold")),
                        column.path("message").asText()));
        record.documents().values().stream()
                .filter(document -> document.mediaType().equals("image/svg+xml"))
                .forEach(document -> picture(document.name(), document.content()));
    }

    /** As an image, in which nothing can run whatever the data that it was drawn from says. */
    private void picture(String name, String svg) {
        html.raw("<div class=\"wide\" tabindex=\"0\"><img alt=\"%s\" src=\"data:image/svg+xml;base64,%s\"></div>\n"
                .formatted(
                        Html.escaped(name), Base64.getEncoder().encodeToString(svg.getBytes(StandardCharsets.UTF_8))));
    }

    private void way() {
        html.section("The way it went");
        html.table(
                "Nothing is noted.",
                record.events(),
                List.of("When", "What", ""),
                event -> List.of(event.at(), event.kind(), event.text()));
    }

    private void flows() {
        html.section("The paths taken");
        if (diagrams.isEmpty()) {
            html.line("The engine does not remember its processes any more.");
            return;
        }
        html.line(
                "✓ with a thick green line: visited; … in yellow: not over yet; ✕ in red: broken off; a number: how often. Thick arrows were followed.");
        int number = 0;
        for (Map.Entry<String, String> diagram : diagrams.entrySet()) {
            ProcessHistory.Instance instance = record.instances().get(number++);
            html.raw("<h3>%s, version %d</h3>\n".formatted(Html.escaped(instance.process()), instance.version()));
            html.facts(
                    "Began", instance.startedAt(),
                    "Ended", instance.endedAt() == null ? "not yet" : instance.endedAt(),
                    "State", instance.state().toLowerCase(Locale.ROOT),
                    "Ended because", instance.endReason());
            html.raw("<div class=\"wide\" tabindex=\"0\">")
                    .raw(diagram.getValue())
                    .raw("</div>\n");
            html.raw("<p><a href=\"%1$s\">%1$s</a></p>\n".formatted(Html.escaped(diagram.getKey())));
        }
        html.raw("<h3>Versions</h3>\n");
        html.table("", files(), List.of("File", "SHA-256"), file -> List.of(file.name(), file.sha256()));
    }

    private List<EvidenceFile> files() {
        return java.util.stream.Stream.concat(record.models().entrySet().stream(), record.tables().entrySet().stream())
                .map(entry -> EvidenceFile.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    private void trail() {
        html.section("Audit trail");
        html.facts(
                "Chain",
                        record.trail().chain().intact()
                                ? "intact"
                                : record.trail().chain().reason(),
                "Entries in all", record.trail().chain().entries(),
                "Head", record.trail().chain().head());
        html.table(
                "There is no entry about it.",
                record.trail().entries().stream()
                        .filter(entry -> entry.subject().equals(promotion.id()))
                        .toList(),
                List.of("Position", "When", "Who", "What", "Details", "Hash"),
                PromotionPage::entry);
        html.line("Entries about the model itself are in audit.json.");
    }

    private static List<Object> entry(Entry entry) {
        return List.of(entry.position(), entry.at(), entry.actor(), entry.action(), entry.details(), entry.hash());
    }

    private void proof() {
        html.section("How to check this");
        html.line("manifest.json lists every file with its SHA-256, and is signed with the key " + key
                + ". Ask the service for its key by GET /api/audit/key, and compare.");
        html.raw(
                "<pre>java -jar mendflow.jar verify evidence.zip --key %1$s\n\n# or without Mendflow, in the unpacked folder:\nopenssl pkey -pubin -in public-key.pem -outform DER | sha256sum   # %1$s\nopenssl pkeyutl -verify -pubin -inkey public-key.pem -rawin -in manifest.json -sigfile manifest.sig\nsha256sum index.html   # and so on: as manifest.json says</pre>\n"
                        .formatted(Html.escaped(key)));
    }

    private static List<JsonNode> list(JsonNode node) {
        return StreamSupport.stream(node.spliterator(), false).toList();
    }

    private static Object time(JsonNode time) {
        try {
            return Instant.parse(time.asText());
        } catch (DateTimeParseException e) {
            return time.asText();
        }
    }

    private static String interval(JsonNode interval) {
        if (interval.isMissingNode() || interval.isNull()) {
            return "none";
        }
        return "%s (%s to %s)"
                .formatted(number(interval.path("value")), number(interval.path("low")), number(interval.path("high")));
    }

    private static String number(JsonNode value) {
        if (!value.isNumber()) {
            return "–";
        }
        BigDecimal rounded = value.decimalValue().round(new MathContext(4, RoundingMode.HALF_EVEN));
        if (rounded.signum() == 0) {
            return "0";
        }
        boolean tiny = rounded.abs().compareTo(SMALLEST_PLAIN) < 0;
        return tiny
                ? rounded.stripTrailingZeros().toString()
                : rounded.stripTrailingZeros().toPlainString();
    }
}
