package io.mendflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.model.TableColumns;
import io.mendflow.model.data.Table;
import io.mendflow.model.drift.ColumnDrift;
import io.mendflow.model.drift.DatasetVerdict;
import io.mendflow.model.drift.DriftCheck;
import io.mendflow.model.drift.DriftReport;
import io.mendflow.model.drift.DriftSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.springframework.web.util.HtmlUtils;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says how far the data of today lies from the data that a model was made with. */
@Command(
        name = "drift",
        description = {
            "Compares two tables column by column, with the statistics and defaults of Evidently 0.7: .csv, .tsv, .jsonl (each also .gz) or .parquet.",
            "Exit code 1 means drift, in half of the columns or in a prediction, or that nothing can be said."
        },
        mixinStandardHelpOptions = true)
final class DriftCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "REFERENCE", description = "The data that was good.")
    private Path reference;

    @Parameters(index = "1", paramLabel = "CURRENT", description = "The data of today.")
    private Path current;

    @Option(
            names = "--strict",
            description =
                    "Correct for the number of columns, and call a distance drift only when chance does not explain it.")
    private boolean strict;

    @Option(names = "--prediction", paramLabel = "COLUMN", description = "A column that the model wrote. Repeatable.")
    private List<String> predictions = new ArrayList<>();

    @Option(names = "--without", paramLabel = "COLUMN", description = "A column to leave out. Repeatable.")
    private List<String> without = new ArrayList<>();

    @Option(
            names = "--share",
            paramLabel = "SHARE",
            description = "Share of columns from which on it is drift. Default: 0.5")
    private double share = 0.5;

    @Option(
            names = "--format",
            defaultValue = "text",
            description = "text, json, or html with a picture of each column. Default: ${DEFAULT-VALUE}")
    private Format format;

    private enum Format {
        text,
        json,
        html
    }

    @Override
    public Integer call() throws IOException {
        Path folder = Path.of(System.getProperty("java.io.tmpdir"));
        DriftSettings settings = DriftSettings.defaults()
                .withDriftedShare(share)
                .withPredictions(predictions.toArray(String[]::new))
                .without(without.toArray(String[]::new));
        try (TableColumns before = TableColumns.of(Table.of(reference), folder);
                TableColumns now = TableColumns.of(Table.of(current), folder)) {
            DriftReport report =
                    DriftCheck.compare(before.columns(), now.columns(), strict ? settings.strictly() : settings);
            print(report);
            return isFine(report) ? 0 : 1;
        }
    }

    private boolean isFine(DriftReport report) {
        return report.verdict() == DatasetVerdict.NO_DRIFT
                && (predictions.isEmpty() || report.predictions() == DatasetVerdict.NO_DRIFT);
    }

    private void print(DriftReport report) throws JsonProcessingException {
        PrintWriter out = spec.commandLine().getOut();
        switch (format) {
            case json ->
                out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report));
            case html -> out.println(html(report));
            case text -> {
                report.columns()
                        .forEach(column ->
                                out.printf("%-13s %s: %s%n", word(column), column.column(), column.message()));
                out.println(report.summary());
            }
        }
    }

    private static String word(ColumnDrift column) {
        return column.verdict().text().replace('-', ' ');
    }

    private String html(DriftReport report) {
        String columns = report.columns().stream()
                .map(column -> "<section><h2>%s: %s</h2><p>%s</p>%s</section>"
                        .formatted(
                                HtmlUtils.htmlEscape(column.column()),
                                word(column),
                                HtmlUtils.htmlEscape(column.message()),
                                column.plot()))
                .collect(Collectors.joining("\n"));
        return """
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Drift of %1$s</title>
                <style>body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
                section{border-top:1px solid #ccc;margin-top:1.5rem}svg{max-width:100%%;height:auto}</style></head>
                <body><h1>Drift of %1$s against %2$s</h1><p>%3$s</p>
                %4$s
                </body></html>"""
                .formatted(
                        HtmlUtils.htmlEscape(String.valueOf(current.getFileName())),
                        HtmlUtils.htmlEscape(String.valueOf(reference.getFileName())),
                        HtmlUtils.htmlEscape(report.summary()),
                        columns);
    }
}
