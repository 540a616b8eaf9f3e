package io.mendflow.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.camunda.bpm.engine.RepositoryService;
import org.camunda.bpm.engine.repository.DecisionDefinition;
import org.camunda.bpm.engine.repository.ProcessDefinition;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * The models that run: those that are shipped, and those in the folders of {@link ModelSettings}, which are looked at once a second.
 *
 * <p>They are deployed before the web server opens. A broken file is among the {@link #problems}, its last good version stays, and the other
 * files are deployed.
 */
@Component
public class Models implements SmartLifecycle {

    /** Before the web server, whose phase is near the end. */
    private static final int PHASE = 0;

    private static final String SHIPPED = "mendflow";

    private final RepositoryService repository;
    private final Engine engine;
    private final ModelDeployment deployment;
    private final List<Path> directories;
    private final Map<String, List<Problem>> problems = new ConcurrentHashMap<>();
    private @Nullable FolderWatch watch;
    private volatile boolean running;

    Models(RepositoryService repository, Engine engine, ModelSettings settings) {
        this.repository = repository;
        this.engine = engine;
        this.deployment = new ModelDeployment(repository);
        this.directories = settings.directories();
    }

    /**
     * A deployed model in its newest version.
     *
     * @param key the id of the process or decision
     * @param kind {@code process} or {@code decision}
     * @param file the resource that it came from
     */
    public record Model(String key, @Nullable String name, String kind, int version, String file) {}

    /**
     * Why a file is not deployed as it stands.
     *
     * @param file where it lies
     * @param line counted from 1; null when the reason is about the whole file
     * @param element id of the element, when the reason is about one
     */
    public record Problem(String file, @Nullable Integer line, @Nullable String element, String reason) {}

    /** Everything deployed, from whatever source, sorted by key. */
    public List<Model> deployed() {
        return engine.asMendflow(() -> Stream.concat(
                        repository.createProcessDefinitionQuery().latestVersion().list().stream()
                                .map(Models::model),
                        repository.createDecisionDefinitionQuery().latestVersion().list().stream()
                                .map(Models::model))
                .sorted(Comparator.comparing(Model::key))
                .toList());
    }

    /** What is wrong with files of Mendflow and of the folders, at this moment. */
    public List<Problem> problems() {
        return problems.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void start() {
        Map<Path, Map<String, ModelFile>> folders = new LinkedHashMap<>();
        directories.forEach(directory -> folders.put(directory, ModelFile.in(directory)));
        Set<String> replaced = folders.values().stream()
                .flatMap(files -> files.keySet().stream())
                .collect(Collectors.toSet());

        List<ModelFile> shipped = new ArrayList<>(ModelFile.shipped().values());
        shipped.removeIf(file -> replaced.contains(file.name()));
        deploy(SHIPPED, shipped);
        folders.forEach((directory, files) -> deploy(directory.toString(), files.values()));
        deployment.restore(SHIPPED, shipped);
        if (!directories.isEmpty()) {
            watch = new FolderWatch(directories, this::changed);
        }
        running = true;
    }

    private void changed(Path directory) {
        deploy(directory.toString(), ModelFile.in(directory).values());
        List<ModelFile> shipped = new ArrayList<>(ModelFile.shipped().values());
        directories.forEach(each -> shipped.removeIf(file -> ModelFile.in(each).containsKey(file.name())));
        deployment.restore(SHIPPED, shipped);
    }

    private void deploy(String name, Collection<ModelFile> files) {
        problems.put(name, deployment.deploy(name, List.copyOf(files)));
    }

    private static Model model(ProcessDefinition process) {
        return new Model(
                process.getKey(), process.getName(), "process", process.getVersion(), process.getResourceName());
    }

    private static Model model(DecisionDefinition decision) {
        return new Model(
                decision.getKey(), decision.getName(), "decision", decision.getVersion(), decision.getResourceName());
    }

    @Override
    public void stop() {
        running = false;
        if (watch != null) {
            watch.close();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
