package io.mendflow.runbook;

import io.mendflow.runbook.Versions.Version;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.Deployment;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Deploys a runbook's process with its source, and notes that it did. What is deployed already in the same words is not deployed again; the engine's
 * lock on deployments makes this hold for nodes that start at once.
 */
@Component
class Deployer {

    private final RepositoryService repository;
    private final Versions versions;

    Deployer(RepositoryService repository, Versions versions) {
        this.repository = repository;
        this.versions = versions;
    }

    @Transactional
    public Version deploy(Definition runbook, SourceFile source) {
        String key = Elements.processKey(runbook.id());
        Deployment deployment = repository
                .createDeployment()
                .name(key)
                .source("mendflow")
                .enableDuplicateFiltering(false)
                .addInputStream(key + ".bpmn", bytes(ProcessCompiler.xml(runbook)))
                .addInputStream(Deployed.scriptName(runbook.id()), bytes(source.text()))
                .deploy();
        ProcessDefinition process = repository
                .createProcessDefinitionQuery()
                .deploymentId(deployment.getId())
                .processDefinitionKey(key)
                .singleResult();
        return versions.find(process.getId()).orElseGet(() -> note(runbook, source, deployment, process));
    }

    private Version note(Definition runbook, SourceFile source, Deployment deployment, ProcessDefinition process) {
        var version = new Version(
                runbook.id(),
                process.getVersion(),
                deployment.getId(),
                process.getId(),
                Deployed.hash(source.text()),
                source.name());
        versions.add(version);
        return version;
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
