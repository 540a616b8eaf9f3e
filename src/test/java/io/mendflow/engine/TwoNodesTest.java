package io.mendflow.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mendflow.Databases;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TwoNodesTest {

    @Test
    void startTogetherOnAnEmptyPostgres(@TempDir Path folder) throws Exception {
        String url = Databases.postgresUrl();
        String work = Drawn.process(
                "work", Drawn.serviceTask("camunda:asyncBefore=\"true\" camunda:delegateExpression=\"${note}\""));
        Files.writeString(folder.resolve("work.bpmn"), work);
        String[] settings = {"mendflow.bpmn.directories=" + folder, "spring.datasource.hikari.maximum-pool-size=8"};

        var first = CompletableFuture.supplyAsync(
                () -> EngineModule.on(url, settings[0], settings[1], "camunda.bpm.process-engine-name=first"));
        var second = CompletableFuture.supplyAsync(
                () -> EngineModule.on(url, settings[0], settings[1], "camunda.bpm.process-engine-name=second"));

        try (EngineModule one = first.get();
                EngineModule two = second.get()) {
            assertThat(two.models().deployed())
                    .filteredOn(model -> model.key().equals("work"))
                    .singleElement()
                    .satisfies(model -> assertThat(model.version()).isEqualTo(1));
            one.engine().getRuntimeService().startProcessInstanceByKey("work", "either", Map.of());
            await().until(() ->
                    one.work().done.contains("either") || two.work().done.contains("either"));
        }
    }
}
