package io.mendflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks runbooks, BPMN and DMN before they are put into service. */
@Command(
        name = "lint",
        description = {
            "Checks runbooks (*.groovy), processes (*.bpmn) and decision tables (*.dmn) as they would be in service together with the shipped ones.",
            "Exit code 1 means that there are errors; warnings and hints alone give 0."
        },
        mixinStandardHelpOptions = true)
final class LintCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "DIR",
            description = "Folders to look into. Default: ./runbooks and ./bpmn, where they are")
    private List<Path> directories = new ArrayList<>();

    @Option(names = "--format", defaultValue = "text", description = "text or json. Default: ${DEFAULT-VALUE}")
    private Format format;

    @Option(names = "--hints", description = "Show hints as well: what is worth a thought, and no more.")
    private boolean hints;

    private enum Format {
        text,
        json
    }

    @Override
    public Integer call() throws JsonProcessingException {
        List<Path> folders = directories.isEmpty()
                ? Stream.of("runbooks", "bpmn")
                        .map(Path::of)
                        .filter(Files::isDirectory)
                        .toList()
                : directories;
        folders.stream()
                .filter(folder -> !Files.isDirectory(folder))
                .findFirst()
                .ifPresent(folder -> {
                    throw new Commands.WrongUsage("Expected a folder at %s, but there is none".formatted(folder));
                });
        var files = AuthorFile.all(folders);
        List<Finding> found = new Lint().check(files);
        if (format == Format.json) {
            json(found);
        } else {
            text(found, files.size());
        }
        return count(found, Severity.ERROR) == 0 ? 0 : 1;
    }

    private void text(List<Finding> found, int files) {
        PrintWriter out = spec.commandLine().getOut();
        found.stream()
                .filter(finding -> hints || finding.severity() != Severity.INFO)
                .forEach(out::println);
        long silent = hints ? 0 : count(found, Severity.INFO);
        out.printf(
                "%d files, %s, %s, %s%s%n",
                files,
                some(count(found, Severity.ERROR), "error"),
                some(count(found, Severity.WARNING), "warning"),
                some(count(found, Severity.INFO), "hint"),
                silent == 0 ? "" : " (--hints shows them)");
    }

    private void json(List<Finding> found) throws JsonProcessingException {
        List<Map<String, Object>> findings =
                found.stream().map(LintCommand::json).toList();
        spec.commandLine()
                .getOut()
                .println(new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(Map.of("findings", findings)));
    }

    private static Map<String, Object> json(Finding finding) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("file", finding.file());
        fields.put("line", finding.line());
        fields.put("severity", finding.severity().text());
        fields.put("rule", finding.rule());
        fields.put("reason", finding.reason());
        return fields;
    }

    private static long count(List<Finding> found, Severity severity) {
        return found.stream().filter(finding -> finding.severity() == severity).count();
    }

    private static String some(long count, String what) {
        return count == 1 ? "1 " + what : count + " " + what + "s";
    }
}
