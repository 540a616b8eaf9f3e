package io.mendflow.connector.mlflow;

import static io.mendflow.connector.mlflow.StubMlflow.error;
import static io.mendflow.connector.mlflow.StubMlflow.ok;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.ConnectorModule;
import io.mendflow.connector.ModelStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class WebhookTest {

    private static final String ADDRESS = "https://mendflow:8080/hooks/mlflow";
    private static final String LIST = "GET mlflow/webhooks";
    private static final String CREATE = "POST mlflow/webhooks";

    @TempDir
    private Path secrets;

    private StubMlflow mlflow;

    @BeforeEach
    void start() throws IOException {
        mlflow = new StubMlflow();
        Files.writeString(secrets.resolve("mlflow-hook"), "s3cret");
    }

    @AfterEach
    void stop() {
        mlflow.close();
    }

    @Test
    void makesTheWebhookAtStart() {
        mlflow.on(LIST, ok("{\"webhooks\":[{\"webhook_id\":\"7\",\"url\":\"https://other\"}]}"))
                .on(CREATE, ok("{}"));

        module().close();

        assertThat(mlflow.requests(CREATE)).hasSize(1);
        assertThat(mlflow.requests(CREATE).get(0).body())
                .contains(
                        "\"url\":\"" + ADDRESS,
                        "\"secret\":\"s3cret\"",
                        "\"status\":\"ACTIVE\"",
                        "REGISTERED_MODEL",
                        "MODEL_VERSION_ALIAS",
                        "MODEL_VERSION_TAG",
                        "DELETED");
    }

    @Test
    void putsRightTheOneThatIsThere() {
        mlflow.on(
                        LIST,
                        ok("{\"webhooks\":[{\"webhook_id\":\"7\",\"url\":\"%s\",\"status\":\"DISABLED\"}]}"
                                .formatted(ADDRESS)))
                .on("PATCH mlflow/webhooks/7", ok("{}"));

        module().close();

        assertThat(mlflow.requests("PATCH mlflow/webhooks/7").get(0).body()).contains("ACTIVE", "s3cret");
        assertThat(mlflow.lines()).doesNotContain(CREATE);
    }

    @Test
    void keepsOneWhereTwoNodesMadeOneEach() {
        String one = "{\"webhook_id\":\"%s\",\"url\":\"%s\",\"creation_timestamp\":%d}";
        mlflow.on(
                        LIST,
                        ok("{}"),
                        ok("{\"webhooks\":[%s,%s]}"
                                .formatted(one.formatted("8", ADDRESS, 2), one.formatted("9", ADDRESS, 1))))
                .on(CREATE, ok("{}"))
                .on("DELETE mlflow/webhooks/8", error(404, "RESOURCE_DOES_NOT_EXIST", "gone already"));

        module().close();

        assertThat(StubMlflow.of("DELETE", mlflow.lines())).containsExactly("DELETE mlflow/webhooks/8");
    }

    @Test
    void startsWithoutMlflowAndTriesAgainWhenAsked(CapturedOutput log) {
        mlflow.on(LIST, error(500, "INTERNAL_ERROR", "not yet"), error(500, "INTERNAL_ERROR", "not yet"), ok("{}"))
                .on(CREATE, ok("{}"));

        try (var module = module()) {
            assertThat(log)
                    .contains("MLflow will not tell of changes", "not yet")
                    .doesNotContain("s3cret");
            ProducerTemplate routes = module.get(ProducerTemplate.class);
            assertThatThrownBy(() -> routes.sendBody("direct:mlflow.webhook", null))
                    .hasStackTraceContaining("not yet");
            routes.sendBody("direct:mlflow.webhook", null);
        }

        assertThat(mlflow.requests(CREATE)).hasSize(1);
    }

    @Test
    void changesNothingWhileTheWebhookIsRightAndPutsItBackWhenItIsGone() {
        String right = Stream.of(
                        "REGISTERED_MODEL CREATED",
                        "MODEL_VERSION CREATED",
                        "MODEL_VERSION_TAG SET",
                        "MODEL_VERSION_TAG DELETED",
                        "MODEL_VERSION_ALIAS CREATED",
                        "MODEL_VERSION_ALIAS DELETED")
                .map(event -> event.split(" "))
                .map(event -> "{\"entity\":\"%s\",\"action\":\"%s\"}".formatted(event[0], event[1]))
                .collect(Collectors.joining(
                        ",",
                        "{\"webhooks\":[{\"webhook_id\":\"7\",\"url\":\"%s\",\"status\":\"ACTIVE\",\"events\":["
                                .formatted(ADDRESS),
                        "]}]}"));
        mlflow.on(LIST, ok("{}"), ok(right), ok(right), ok("{}"), ok("{}"), ok(right))
                .on(CREATE, ok("{}"));

        try (var module = module()) {
            ModelStore store = module.get(ModelStore.class);
            store.keepListening();
            assertThat(mlflow.requests(CREATE)).hasSize(1);
            assertThat(StubMlflow.of("PATCH", mlflow.lines())).isEmpty();
            store.keepListening();
        }

        assertThat(mlflow.requests(CREATE)).hasSize(2);
    }

    @Test
    void keepsNoWebhookWhereNoneIsConfigured() {
        ConnectorModule.start(Map.of("mendflow.model-store.kind", "mlflow", "mendflow.mlflow.url", mlflow.url()))
                .close();

        assertThat(mlflow.lines()).isEmpty();
    }

    private ConnectorModule module() {
        return ConnectorModule.start(Map.of(
                "mendflow.model-store.kind",
                "mlflow",
                "mendflow.mlflow.url",
                mlflow.url(),
                "mendflow.mlflow.webhook.url",
                ADDRESS,
                "mendflow.mlflow.webhook.secret",
                "mlflow-hook",
                "mendflow.secrets.directory",
                secrets.toString()));
    }
}
