package io.mendflow.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.engine.ModelRules;
import io.mendflow.runbook.Problem;
import io.mendflow.runbook.RunbookFiles;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at runbooks and models together, as they would be in service together. */
final class Lint {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Definitions definitions = new Definitions();
    private final TreeSet<Finding> found = new TreeSet<>();
    private final RunbookRules runbooks = new RunbookRules(definitions.verbs());
    private final Names names = new Names();
    private final Feel feel = new Feel();

    /** What there is to say, by file and line. */
    List<Finding> check(Collection<AuthorFile> all) {
        Collection<AuthorFile> files = concerned(all);
        // Groovy takes up to a second for a file, and none needs another for it.
        Map<AuthorFile, Optional<RunbookText.Word>> runbookTexts = files.parallelStream()
                .filter(AuthorFile::isRunbook)
                .collect(Collectors.toMap(Function.identity(), file -> RunbookText.runbook(file.name(), file.text())));
        files.forEach(file -> learn(file, runbookTexts));
        files.stream().filter(AuthorFile::isRunbook).forEach(this::read);
        runbooks.check();
        untested(files);
        var rules = new ModelRules(definitions.beans());
        files.stream().filter(file -> file.is(".bpmn")).forEach(file -> bpmn(file, rules));
        files.stream().filter(file -> file.is(".dmn")).forEach(file -> dmn(file, rules));
        return List.copyOf(found);
    }

    /** Without the shipped runbooks that no other file speaks of, unless there is nothing else: to parse one takes a while. */
    private static Collection<AuthorFile> concerned(Collection<AuthorFile> all) {
        if (all.stream().allMatch(AuthorFile::shipped)) {
            return all;
        }
        Map<Boolean, List<AuthorFile>> parts =
                all.stream().collect(Collectors.partitioningBy(file -> file.shipped() && file.is(".groovy")));
        List<AuthorFile> concerned = new ArrayList<>(parts.get(false));
        List<AuthorFile> others =
                parts.get(true).stream().filter(AuthorFile::isRunbook).collect(Collectors.toCollection(ArrayList::new));
        for (int i = 0; i < concerned.size(); i++) {
            String text = concerned.get(i).text();
            List<AuthorFile> spokenOf = others.stream()
                    .filter(file -> names(text, file.name().replace(".groovy", "")))
                    .toList();
            concerned.addAll(spokenOf);
            others.removeAll(spokenOf);
        }
        return concerned;
    }

    /** As a call, a decision table or a process names a runbook. */
    private static boolean names(String text, String id) {
        return Stream.of("'%s'", "\"%s\"", "&quot;%s&quot;", "&#34;%s&#34;", "runbook-%s")
                .anyMatch(way -> text.contains(way.formatted(id)));
    }

    private void learn(AuthorFile file, Map<AuthorFile, Optional<RunbookText.Word>> runbookTexts) {
        if (file.isRunbook()) {
            runbookTexts.get(file).ifPresent(runbook -> {
                runbooks.add(runbook, findings(file));
                names.processes.add("runbook-" + runbook.text());
            });
        } else if (file.is(".form")) {
            form(file);
        } else {
            Xml.read(file.bytes()).ifPresent(names::learn);
        }
    }

    private void form(AuthorFile file) {
        try {
            names.forms.add(JSON.readTree(file.bytes()).path("id").asText());
        } catch (JsonProcessingException e) {
            findings(file)
                    .error(
                            e.getLocation() == null ? 0 : e.getLocation().getLineNr(),
                            "form",
                            "expected JSON, but: %s",
                            e.getOriginalMessage());
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void read(AuthorFile file) {
        for (Problem problem : RunbookFiles.problems(definitions.verbs(), file.place(), file.name(), file.text())) {
            findings(file).error(problem.line(), rule(problem.reason()), "%s", problem.reason());
        }
    }

    private static String rule(String reason) {
        for (String word : List.of("syntax", "unknown word", "unknown verb", "unknown input")) {
            if (reason.startsWith(word)) {
                return word.replace(' ', '-');
            }
        }
        return "runbook";
    }

    private void untested(Collection<AuthorFile> files) {
        Set<String> tests = new HashSet<>();
        files.stream().filter(AuthorFile::isTest).forEach(file -> tests.add(file.name()));
        files.stream()
                .filter(file -> file.isRunbook() && !file.shipped())
                .filter(file -> !tests.contains(file.name().replace(".groovy", ".test.groovy")))
                .forEach(file -> findings(file)
                        .info(
                                0,
                                "missing-test",
                                "there is no %s beside it",
                                file.name().replace(".groovy", ".test.groovy")));
    }

    private void bpmn(AuthorFile file, ModelRules rules) {
        List<ModelRules.Objection> objections = rules.bpmn(file.name(), file.bytes());
        objections.forEach(objection -> findings(file).error(objection.line(), "refused", "%s", objection.reason()));
        Optional<Xml> root = Xml.read(file.bytes());
        root.ifPresent(xml -> new BpmnRules(xml, names, findings(file)).check());
    }

    private void dmn(AuthorFile file, ModelRules rules) {
        rules.dmn(file.name(), file.bytes())
                .forEach(objection -> findings(file).error(objection.line(), "refused", "%s", objection.reason()));
        Xml.read(file.bytes()).ifPresent(xml -> DmnRules.check(xml, runbooks::has, feel, findings(file)));
    }

    private Findings findings(AuthorFile file) {
        return new Findings(file.place(), found);
    }

    /** What the files have, by its name. */
    private static final class Names implements BpmnRules.Known {

        private final Set<String> processes = new HashSet<>();
        private final Set<String> called = new HashSet<>();
        private final Set<String> decisions = new HashSet<>();
        private final Set<String> forms = new HashSet<>();

        private void learn(Xml root) {
            root.all("process").forEach(process -> processes.add(process.id()));
            root.all("callActivity").forEach(call -> called.add(call.get("calledElement")));
            root.all("decision").forEach(decision -> decisions.add(decision.id()));
        }

        @Override
        public boolean isProcess(String key) {
            return processes.contains(key);
        }

        @Override
        public boolean isCalled(String key) {
            return called.contains(key);
        }

        @Override
        public boolean isDecision(String key) {
            return decisions.contains(key);
        }

        @Override
        public boolean isForm(String key) {
            return forms.contains(key);
        }
    }
}
