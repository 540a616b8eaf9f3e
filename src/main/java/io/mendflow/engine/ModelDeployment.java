package io.mendflow.engine;

import io.mendflow.engine.Models.Problem;
import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.camunda.bpm.engine.ParseException;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.ResourceReport;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.DeploymentBuilder;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xml.sax.SAXParseException;

/** Deploys files to Camunda: those that have changed, all at once when all are good, else each for itself. */
class ModelDeployment {

    private static final Logger log = LoggerFactory.getLogger(ModelDeployment.class);

    /** How deployments of ours are marked. */
    private static final String SOURCE = "mendflow";

    private final RepositoryService repository;

    ModelDeployment(RepositoryService repository) {
        this.repository = repository;
    }

    /** The problems of the files that were not deployed. */
    List<Problem> deploy(String name, List<ModelFile> files) {
        if (files.isEmpty() || attempt(name, files) == null) {
            return List.of();
        }
        List<Problem> problems = new ArrayList<>();
        for (ModelFile file : files) {
            RuntimeException failure = attempt(name, List.of(file));
            if (failure != null) {
                problems.addAll(problems(file, failure));
            }
        }
        problems.forEach(problem -> log.warn(
                "{}{} is not deployed: {}",
                problem.file(),
                problem.line() == null ? "" : ", line " + problem.line(),
                problem.reason()));
        return problems;
    }

    /**
     * Puts shipped files back into force whose replacement in a folder is gone. What somebody deployed over REST or from Modeler stays in force.
     */
    void restore(String name, List<ModelFile> shipped) {
        for (ModelFile file : shipped) {
            String latest = latestDeployment(file.name());
            Deployment deployment = latest == null
                    ? null
                    : repository.createDeploymentQuery().deploymentId(latest).singleResult();
            if (deployment != null && SOURCE.equals(deployment.getSource()) && !name.equals(deployment.getName())) {
                repository
                        .createDeployment()
                        .name(name)
                        .source(SOURCE)
                        .addInputStream(file.name(), new ByteArrayInputStream(file.bytes()))
                        .deploy();
                log.info("{} is in force again as it was shipped: the file that replaced it is gone", file.name());
            }
        }
    }

    private @Nullable String latestDeployment(String resource) {
        Stream<String> processes = repository.createProcessDefinitionQuery().latestVersion().list().stream()
                .filter(process -> resource.equals(process.getResourceName()))
                .map(ProcessDefinition::getDeploymentId);
        Stream<String> decisions = repository.createDecisionDefinitionQuery().latestVersion().list().stream()
                .filter(decision -> resource.equals(decision.getResourceName()))
                .map(DecisionDefinition::getDeploymentId);
        return Stream.concat(processes, decisions).findFirst().orElse(null);
    }

    private @Nullable RuntimeException attempt(String name, List<ModelFile> files) {
        DeploymentBuilder builder =
                repository.createDeployment().name(name).source(SOURCE).enableDuplicateFiltering(true);
        files.forEach(file -> builder.addInputStream(file.name(), new ByteArrayInputStream(file.bytes())));
        try {
            builder.deploy();
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    private static List<Problem> problems(ModelFile file, RuntimeException failure) {
        if (failure instanceof ParseException parse) {
            return parse.getResorceReports().stream()
                    .map(ResourceReport::getErrors)
                    .flatMap(List::stream)
                    .map(error -> new Problem(
                            file.place(),
                            error.getLine() > 0 ? error.getLine() : null,
                            error.getMainElementId(),
                            error.getMessage()))
                    .toList();
        }
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        Integer line = cause instanceof SAXParseException xml ? xml.getLineNumber() : null;
        return List.of(new Problem(file.place(), line, null, String.valueOf(cause.getMessage())));
    }
}
