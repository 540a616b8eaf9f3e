package io.mendflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

    private static final String GOOD = Drawn.process("good", "<bpmn:userTask id=\"it\"/>");

    @TempDir
    Path folder;

    @Test
    void deploysAFolderAndKeepsWhatIsGoodWhenAFileBreaks() throws IOException {
        write("good.bpmn", GOOD);
        write("broken.bpmn", Drawn.process("broken", "<bpmn:scriptTask id=\"it\"/>"));
        write("malformed.bpmn", "<bpmn:definitions\n  oops");
        write("choice.dmn", Drawn.decision("choice", "\"a\"", "\"b\"", ""));
        write("readme.txt", "no model");

        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.bpmn.directories=" + folder)) {
            Models models = module.models();
            assertThat(models.deployed())
                    .extracting(Models.Model::key)
                    .contains("good", "choice")
                    .doesNotContain("broken");
            assertThat(problems(models))
                    .anySatisfy(problem -> {
                        assertThat(problem.file()).endsWith("broken.bpmn");
                        assertThat(problem.line()).isPositive();
                        assertThat(problem.element()).isEqualTo("it");
                        assertThat(problem.reason()).contains("script");
                    })
                    .anySatisfy(problem -> {
                        assertThat(problem.file()).endsWith("malformed.bpmn");
                        assertThat(problem.line()).isEqualTo(2);
                    });

            write("good.bpmn", GOOD.replace("userTask", "manualTask"));
            write("broken.bpmn", Drawn.process("broken", "<bpmn:userTask id=\"it\"/>"));
            Files.delete(folder.resolve("malformed.bpmn"));
            soon(() -> assertThat(problems(models)).isEmpty());
            assertThat(models.deployed())
                    .contains(new Models.Model("good", "The good", "process", 2, "good.bpmn"))
                    .contains(new Models.Model("broken", "The broken", "process", 1, "broken.bpmn"))
                    .contains(new Models.Model("choice", "The choice", "decision", 1, "choice.dmn"));

            write("good.bpmn", "<not bpmn");
            soon(() -> assertThat(problems(models)).hasSize(1));
            assertThat(models.deployed()).contains(new Models.Model("good", "The good", "process", 2, "good.bpmn"));
            assertThat(module.engine().getRuntimeService().startProcessInstanceByKey("good"))
                    .isNotNull();
        }
    }

    @Test
    void deploysOnceOnlyWhatHasNotChanged() throws IOException {
        String url = EngineModule.h2();
        write("good.bpmn", GOOD);
        EngineModule.on(url, "mendflow.bpmn.directories=" + folder).close();

        try (EngineModule again = EngineModule.on(url, "mendflow.bpmn.directories=" + folder)) {
            assertThat(again.models().deployed())
                    .filteredOn(model -> model.key().equals("good"))
                    .singleElement()
                    .satisfies(model -> assertThat(model.version()).isEqualTo(1));
        }
    }

    @Test
    void putsAShippedTableBackWhenItsReplacementGoes() throws IOException {
        write("triage.dmn", Drawn.decision("triage", "\"a\"", "\"b\"", ""));

        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.bpmn.directories=" + folder)) {
            assertThat(triageInForce(module)).doesNotContain("mendflow_route");

            Files.delete(folder.resolve("triage.dmn"));

            soon(() -> assertThat(triageInForce(module)).contains("mendflow_route"));
        }
    }

    private static String triageInForce(EngineModule module) throws IOException {
        var repository = module.engine().getRepositoryService();
        var triage = repository
                .createDecisionDefinitionQuery()
                .decisionDefinitionKey("triage")
                .latestVersion()
                .singleResult();
        try (var model = repository.getDecisionModel(triage.getId())) {
            return new String(model.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void waitsForAFolderThatIsNotThereYet() throws IOException {
        Path later = folder.resolve("later");

        try (EngineModule module = EngineModule.on(EngineModule.h2(), "mendflow.bpmn.directories=" + later)) {
            assertThat(problems(module.models())).isEmpty();

            Files.createDirectory(later);
            Files.writeString(later.resolve("good.bpmn"), GOOD);

            soon(() -> assertThat(module.models().deployed())
                    .extracting(Models.Model::key)
                    .contains("good"));
        }
    }

    /** Those of the folder: the shipped models name beans that are not here. */
    private List<Models.Problem> problems(Models models) {
        return models.problems().stream()
                .filter(problem -> problem.file().startsWith(folder.toString()))
                .toList();
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(folder.resolve(file), content);
    }

    private static void soon(ThrowingRunnable condition) {
        await().atMost(Duration.ofSeconds(10)).untilAsserted(condition);
    }
}
