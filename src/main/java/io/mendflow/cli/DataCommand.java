package io.mendflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mendflow.model.data.DataCheck;
import io.mendflow.model.data.DataReport;
import io.mendflow.model.data.Expectations;
import io.mendflow.model.data.ExpectationsInvalid;
import io.mendflow.model.data.Finding;
import io.mendflow.model.data.Learning;
import io.mendflow.model.data.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks the data of a model against what is expected of it, or learns what to expect from data that was good. */
@Command(
        name = "data",
        description = {
            "Checks a table: .csv, .tsv, .jsonl (each also .gz) or .parquet, of any length. Without expectations it says what is odd by itself.",
            "Exit code 1 means that the data is not to be used."
        },
        mixinStandardHelpOptions = true)
final class DataCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "FILE", description = "The table.")
    private Path file;

    @Option(names = "--expect", paramLabel = "YAML", description = "What is expected of it.")
    private @Nullable Path expected;

    @Option(
            names = "--learn",
            paramLabel = "YAML",
            description =
                    "Take the table for a good one, and write down what to expect of others; the file must not be there yet.")
    private @Nullable Path learned;

    @Option(names = "--label", paramLabel = "COLUMN", description = "With --learn: the column to predict.")
    private @Nullable String label;

    @Option(
            names = "--key",
            paramLabel = "COLUMN",
            description = "With --learn: a column that names a row. Repeatable.")
    private List<String> key = new ArrayList<>();

    @Option(
            names = "--personal",
            paramLabel = "COLUMN",
            description = "With --learn: a column whose values are never shown. Repeatable.")
    private List<String> personal = new ArrayList<>();

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    private enum Format {
        text,
        json
    }

    @Override
    public Integer call() throws IOException {
        if (learned != null && expected != null) {
            throw new Commands.WrongUsage("Expected either --expect or --learn");
        }
        return learned == null ? check() : learn(learned);
    }

    private int learn(Path into) throws IOException {
        Expectations found =
                Expectations.learn(Table.of(file), new Learning(label, key, new LinkedHashSet<>(personal)));
        Files.writeString(into, found.toYaml(), StandardOpenOption.CREATE_NEW);
        spec.commandLine().getOut().printf("Wrote what to expect to %s; read it and make it yours%n", into);
        return 0;
    }

    private int check() throws JsonProcessingException {
        DataReport report = DataCheck.check(Table.of(file), expectations(), Clock.systemUTC());
        PrintWriter out = spec.commandLine().getOut();
        if (format == Format.json) {
            out.println(JsonMapper.builder()
                    .addModule(new JavaTimeModule())
                    .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .build()
                    .writeValueAsString(report));
        } else {
            report.findings().forEach(finding -> out.println(line(finding)));
            out.printf(
                    "%s: %d rows, %d columns, %s%n",
                    report.table(),
                    report.rows(),
                    report.columns().size(),
                    report.ok() ? "to be used" : "not to be used");
        }
        return report.ok() ? 0 : 1;
    }

    private Expectations expectations() {
        if (expected == null) {
            return Expectations.NONE;
        }
        try {
            return Expectations.load(expected);
        } catch (ExpectationsInvalid e) {
            throw new Commands.WrongUsage("%s: %s".formatted(expected, e.getMessage()));
        }
    }

    private static String line(Finding finding) {
        String where = finding.column() == null ? "" : finding.column() + ": ";
        String examples = finding.examples().stream()
                .map(example -> example.value() == null
                        ? "row " + example.number()
                        : "%s in row %d".formatted(example.value(), example.number()))
                .collect(Collectors.joining(", "));
        return "%s: %s%s%s"
                .formatted(
                        finding.severity().text(),
                        where,
                        finding.message(),
                        examples.isEmpty() ? "" : "; such as " + examples);
    }
}
