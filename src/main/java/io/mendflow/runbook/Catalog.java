package io.mendflow.runbook;

import io.mendflow.runbook.RunbookReader.Reading;
import io.mendflow.runbook.Versions.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Makes the list of runbooks in service from the files there are, and deploys what is new. */
@Component
class Catalog {

    private final Folders folders;
    private final RunbookReader reader;
    private final Deployer deployer;
    private final Versions versions;
    private final Deployed deployed;
    private Map<SourceFile, Reading> readings = Map.of();

    Catalog(Folders folders, RunbookReader reader, Deployer deployer, Versions versions, Deployed deployed) {
        this.folders = folders;
        this.reader = reader;
        this.deployer = deployer;
        this.versions = versions;
        this.deployed = deployed;
    }

    Shelf load(Shelf before) {
        return new Loading(before).load();
    }

    private static Runbook runbook(Definition definition, Version version) {
        return new Runbook(
                definition.id(),
                definition.title(),
                definition.risk(),
                definition.inputs(),
                definition.outputs(),
                version.file(),
                version.version(),
                Elements.processKey(definition.id()),
                version.processDefinitionId(),
                version.sourceHash(),
                definition.steps().stream().map(Definition.Step::name).toList(),
                definition.warnings());
    }

    /** Runbooks in service by id, and what is wrong with files. */
    record Shelf(Map<String, Runbook> runbooks, List<Problem> problems) {

        static final Shelf EMPTY = new Shelf(Map.of(), List.of());
    }

    /** One reading of all folders. */
    private final class Loading {

        private final Shelf before;
        private final List<Problem> problems = new ArrayList<>();
        private final Map<String, Definition> good = new LinkedHashMap<>();
        private final Map<String, SourceFile> files = new HashMap<>();
        /** The last good versions of broken files, by id. */
        private final Map<String, Runbook> kept = new LinkedHashMap<>();

        Loading(Shelf before) {
            this.before = before;
        }

        Shelf load() {
            List<SourceFile> found = folders.read(problems);
            readAll(found);
            found.forEach(this::claim);
            removeCycles();
            removeWrongCalls();
            Map<String, Runbook> inService = new LinkedHashMap<>(kept);
            good.forEach((id, definition) -> deploy(definition).ifPresent(runbook -> inService.put(id, runbook)));
            problems.sort(Comparator.comparing(Problem::file).thenComparingInt(Problem::line));
            return new Shelf(Map.copyOf(inService), List.copyOf(problems));
        }

        private void readAll(List<SourceFile> found) {
            // To compile a file takes a good part of a second in a cold JVM, and no file needs another for it.
            Map<SourceFile, Reading> now =
                    found.parallelStream().distinct().collect(Collectors.toMap(Function.identity(), this::read));
            readings.forEach((file, reading) -> {
                if (!now.containsKey(file)) {
                    reading.source().release();
                }
            });
            readings = now;
        }

        private Reading read(SourceFile file) {
            Reading known = readings.get(file);
            return known != null ? known : reader.read(file.name(), file.scriptName(), file.text());
        }

        private void claim(SourceFile file) {
            Reading reading = readings.get(file);
            Definition definition = reading.definition();
            if (definition == null) {
                keep(file, reading.problems());
                return;
            }
            String taken = owner(definition.id());
            if (taken == null) {
                good.put(definition.id(), definition);
                files.put(definition.id(), file);
                return;
            }
            problems.add(new Problem(
                    file.name(),
                    definition.line(),
                    "runbook '%s' is already in %s, which stays in service; give this one another id"
                            .formatted(definition.id(), taken)));
            Definition first = good.get(definition.id());
            problems.add(new Problem(
                    taken,
                    first == null ? 0 : first.line(),
                    "runbook '%s' is also in %s, which is left out".formatted(definition.id(), file.name())));
        }

        private @Nullable String owner(String id) {
            SourceFile file = files.get(id);
            if (file != null) {
                return file.name();
            }
            Runbook last = kept.get(id);
            return last == null ? null : last.file();
        }

        /** Leaves the last good version of a file in service. */
        private void keep(SourceFile file, List<Problem> found) {
            Optional<Runbook> last = lastGood(file.name()).filter(runbook -> owner(runbook.id()) == null);
            last.ifPresent(runbook -> kept.put(runbook.id(), runbook));
            String consequence = last.map(runbook ->
                            "; version %d of '%s' stays in service".formatted(runbook.version(), runbook.id()))
                    .orElse("; the runbook is not in service");
            found.forEach(problem ->
                    problems.add(new Problem(problem.file(), problem.line(), problem.reason() + consequence)));
        }

        private Optional<Runbook> lastGood(String file) {
            Optional<Runbook> inMemory = before.runbooks().values().stream()
                    .filter(runbook -> runbook.file().equals(file))
                    .findFirst();
            return inMemory.or(() -> versions.newestOf(file).flatMap(this::restored));
        }

        private Optional<Runbook> restored(Version version) {
            try {
                return Optional.of(runbook(deployed.of(version.processDefinitionId()), version));
            } catch (RuntimeException e) {
                // What was good once may not be any more, such as after a verb is gone.
                return Optional.empty();
            }
        }

        private void removeCycles() {
            var graph = new CallGraph(Map.copyOf(good));
            Set<String> cyclic = new HashSet<>();
            good.forEach((id, definition) -> {
                List<String> cycle = graph.cycle(id);
                if (cycle != null) {
                    cyclic.add(id);
                    problems.add(new Problem(
                            files.get(id).name(),
                            graph.line(id, cycle),
                            "cyclic call: %s; runbook '%s' is not in service"
                                    .formatted(String.join(" → ", cycle), id)));
                }
            });
            cyclic.forEach(good::remove);
        }

        /** A runbook that calls one that is not in service, or calls it wrongly, cannot be either; taking it out may strand others. */
        private void removeWrongCalls() {
            boolean changed = true;
            while (changed) {
                List<Definition> stranded = good.values().stream()
                        .filter(definition -> !wrongCalls(definition).isEmpty())
                        .toList();
                stranded.forEach(this::strand);
                changed = !stranded.isEmpty();
            }
        }

        private void strand(Definition definition) {
            List<Problem> wrong = wrongCalls(definition);
            SourceFile file = files.remove(definition.id());
            good.remove(definition.id());
            keep(file, wrong);
        }

        private List<Problem> wrongCalls(Definition definition) {
            String file = files.get(definition.id()).name();
            return definition.calls().stream()
                    .flatMap(step -> wrong(step.call()).stream().map(reason -> new Problem(file, step.line(), reason)))
                    .toList();
        }

        private List<String> wrong(Definition.Call call) {
            Definition called = good.get(call.runbookId());
            Runbook last = kept.get(call.runbookId());
            if (called == null && last == null) {
                return List.of("calls runbook '%s', which is not in service".formatted(call.runbookId()));
            }
            return CallCheck.problems(call, called != null ? called.inputs() : last.inputs());
        }

        private Optional<Runbook> deploy(Definition definition) {
            SourceFile file = files.get(definition.id());
            Runbook same = before.runbooks().get(definition.id());
            if (same != null
                    && same.file().equals(file.name())
                    && same.sourceHash().equals(Deployed.hash(file.text()))) {
                return Optional.of(same);
            }
            try {
                return Optional.of(runbook(definition, deployer.deploy(definition, file)));
            } catch (RuntimeException e) {
                files.remove(definition.id());
                keep(
                        file,
                        List.of(new Problem(file.name(), definition.line(), "cannot be deployed: " + e.getMessage())));
                return Optional.ofNullable(kept.get(definition.id()));
            }
        }
    }
}
