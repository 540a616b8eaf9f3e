package io.mendflow.runbook;

import io.mendflow.runbook.RunbookReader.Reading;
import io.mendflow.runbook.Versions.Version;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.camunda.bpm.engine.ProcessEngineException;
import org.camunda.bpm.engine.RepositoryService;
import org.springframework.stereotype.Component;

/** The closures of deployed runbooks, each from the very source that was deployed with its process. */
@Component
class Deployed {

    private final RepositoryService repository;
    private final Versions versions;
    private final RunbookReader reader;
    private final int most;
    private final LinkedHashMap<String, Reading> readings = new LinkedHashMap<>(16, 0.75f, true);

    Deployed(RepositoryService repository, Versions versions, RunbookReader reader, RunbookSettings settings) {
        this.repository = repository;
        this.versions = versions;
        this.reader = reader;
        this.most = settings.cached();
    }

    /**
     * The runbook that a process definition was compiled from.
     *
     * @throws ProcessEngineException when it was not deployed by Mendflow from a runbook file, or its source was changed since
     */
    synchronized Definition of(String processDefinitionId) {
        Reading reading = readings.get(processDefinitionId);
        if (reading == null) {
            reading = read(processDefinitionId);
            readings.put(processDefinitionId, reading);
            shrink();
        }
        return reading.definition();
    }

    /** The text that a version was deployed with. */
    String source(Version version) {
        try (InputStream bytes =
                repository.getResourceAsStream(version.deploymentId(), scriptName(version.runbookId()))) {
            return new String(bytes.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read the source of " + version, e);
        }
    }

    /** The hash of the source that a process definition was compiled from. */
    String hashOf(String processDefinitionId) {
        return versions.find(processDefinitionId).map(Version::sourceHash).orElseThrow();
    }

    static String scriptName(String runbookId) {
        return runbookId + ".groovy";
    }

    /** SHA-256 in hexadecimal. */
    static String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected every JDK to have SHA-256", e);
        }
    }

    private Reading read(String processDefinitionId) {
        Version version = versions.find(processDefinitionId)
                .orElseThrow(() -> new ProcessEngineException(
                        ("Expected process definition '%s' to be compiled from a file of the runbooks folder, but something else deployed it; "
                                        + "its Groovy is not run. Put the runbook into a folder of mendflow.runbooks.directories")
                                .formatted(processDefinitionId)));
        String text = source(version);
        if (!hash(text).equals(version.sourceHash())) {
            throw new ProcessEngineException(
                    "Expected the source of '%s' to have hash %s, but it was changed after its deployment; it is not run"
                            .formatted(processDefinitionId, version.sourceHash()));
        }
        String name = scriptName(version.runbookId());
        Reading reading = reader.read(name, name, text);
        if (reading.definition() == null) {
            throw new ProcessEngineException("Expected the deployed source of '%s' to be readable still, but: %s"
                    .formatted(processDefinitionId, reading.problems()));
        }
        return reading;
    }

    private void shrink() {
        while (readings.size() > most) {
            Map.Entry<String, Reading> eldest = readings.entrySet().iterator().next();
            readings.remove(eldest.getKey());
            eldest.getValue().source().release();
        }
    }
}
