package io.mendflow.intake;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mendflow.Databases;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SourceListTest {

    private static IntakeModule node;

    @BeforeAll
    static void start() {
        node = IntakeModule.on(
                Databases.h2(),
                "mendflow.sources.billing.type",
                "generic",
                "mendflow.sources.billing.secret",
                "s",
                "mendflow.cloudwatch.topics",
                "arn:aws:sns:eu-west-1:123456789012:alarms");
    }

    @AfterAll
    static void stop() {
        IntakeModule.closeAll();
    }

    @Test
    void listsEachSourceWithWhatCameFromIt() {
        Instant begun = Instant.now().minusSeconds(1);
        String body = "{\"title\":\"down\",\"service\":\"billing\"}";
        node.http().post("/hooks/billing", body, "X-Mendflow-Token", "s");
        node.http().post("/hooks/billing", body, "X-Mendflow-Token", "s");
        node.http().post("/hooks/billing", "{}", "X-Mendflow-Token", "s");
        node.http().post("/hooks/billing", body);

        JsonNode billing = source("billing");

        assertThat(billing.path("address").asText()).isEqualTo("/hooks/billing");
        assertThat(billing.path("type").asText()).isEqualTo("generic");
        assertThat(billing.path("authenticated").asBoolean()).isTrue();
        assertThat(billing.path("received").asInt()).isEqualTo(1);
        assertThat(billing.path("refused").asInt()).isEqualTo(2);
        assertThat(billing.path("deadLettered").asInt()).isZero();
        assertThat(Instant.parse(billing.path("lastSeen").asText())).isAfter(begun);
        assertThat(billing.path("goneFields")).isEmpty();
        assertThat(source("cloudwatch").path("authenticated").asBoolean()).isTrue();
        assertThat(source("pingdom").path("authenticated").asBoolean(true)).isFalse();
        assertThat(source("pingdom").path("lastSeen").isNull()).isTrue();
        assertThat(source("probe").isMissingNode()).isTrue();
    }

    @Test
    void warnsOfFieldsThatAreGone() {
        String usual =
                "{\"title\":\"t%d\",\"service\":\"s\",\"annotations\":{\"a\":\"1\",\"b\":\"2\"},\"severity\":\"error\",\"more\":[{\"x\":1}]%s}";
        for (int i = 0; i < 12; i++) {
            node.http().post("/hooks/generic", usual.formatted(i, i % 2 == 0 ? ",\"sometimes\":1" : ""));
        }
        assertThat(source("generic").path("goneFields")).isEmpty();

        node.http()
                .post("/hooks/generic", "{\"title\":\"new\",\"service\":\"s\",\"severity\":null,\"more\":[{\"y\":1}]}");

        JsonNode drifted = source("generic");
        assertThat(drifted.path("goneFields"))
                .extracting(JsonNode::asText)
                .containsExactly("/annotations", "/more/*/x", "/severity");
        assertThat(drifted.path("warning").asText()).contains("/severity").contains("template");
    }

    private static JsonNode source(String name) {
        for (JsonNode source : node.http().get("/api/sources").json().path("items")) {
            if (source.path("source").asText().equals(name)) {
                return source;
            }
        }
        return MissingNode.getInstance();
    }
}
