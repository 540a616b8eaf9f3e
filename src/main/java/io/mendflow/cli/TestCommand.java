package io.mendflow.cli;

import io.mendflow.runbook.testing.RunbookTests;
import io.mendflow.runbook.testing.RunbookTests.Result;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Performs the tests beside runbooks, on an engine in memory with fake targets and a fake clock. */
@Command(
        name = "test",
        description =
                "Performs the tests in <id>.test.groovy beside the runbooks, on an engine in memory with fake targets and a fake clock.",
        mixinStandardHelpOptions = true)
final class TestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUNBOOK", description = "Ids of the runbooks to test; all when none is given.")
    private Set<String> runbooks = new HashSet<>();

    @Option(
            names = {"-d", "--directory"},
            paramLabel = "DIR",
            description = "Folder of runbooks; may be given again. Default: ./runbooks")
    private List<Path> directories = new ArrayList<>(List.of());

    @Override
    public Integer call() {
        List<Path> folders = directories.isEmpty() ? List.of(Path.of("runbooks")) : directories;
        List<Result> results = new ArrayList<>();
        for (Path folder : folders) {
            if (!Files.isDirectory(folder)) {
                throw new Commands.WrongUsage(
                        "Expected a folder of runbooks at %s, but there is none; name one with --directory"
                                .formatted(folder));
            }
            test(folder, results);
        }
        requireTests(results, folders);
        return report(results);
    }

    private void test(Path folder, List<Result> results) {
        try (var tests = new RunbookTests(folder)) {
            String last = "";
            for (RunbookTests.Case test : tests.find(runbooks)) {
                if (!test.runbook().equals(last)) {
                    out().println(test.runbook());
                    last = test.runbook();
                }
                Result result = test.perform();
                results.add(result);
                print(result);
            }
        }
    }

    private void print(Result result) {
        out().printf(
                        Locale.ROOT,
                        "  %s  %s (%d ms)%n",
                        result.failure() == null ? "ok  " : "FAIL",
                        result.test().name(),
                        result.took().toMillis());
        if (result.failure() != null) {
            result.failure().lines().forEach(line -> out().println("        " + line));
        }
    }

    private void requireTests(List<Result> results, List<Path> folders) {
        Set<String> tested =
                results.stream().map(result -> result.test().runbook()).collect(Collectors.toSet());
        List<String> untested =
                runbooks.stream().filter(id -> !tested.contains(id)).sorted().toList();
        if (!untested.isEmpty()) {
            throw new Commands.WrongUsage("Expected %s.test.groovy in %s, but there is none"
                    .formatted(String.join(".test.groovy and ", untested), folders));
        }
    }

    private int report(List<Result> results) {
        long failed =
                results.stream().filter(result -> result.failure() != null).count();
        out().printf(
                        Locale.ROOT,
                        "%n%s, %s%n",
                        results.isEmpty() ? "No tests" : results.size() == 1 ? "1 test" : results.size() + " tests",
                        failed == 0 ? "all ok" : failed + " failed");
        return failed == 0 ? 0 : 1;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
