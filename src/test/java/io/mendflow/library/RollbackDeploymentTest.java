package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RollbackDeploymentTest {

    private final Library library = Library.shared();
    private final AtomicReference<String> version = new AtomicReference<>("2.0");

    @Test
    void asksForTheVersionBeforeAndWaitsUntilItAnswers() {
        given("cart", true);

        RunDetails run = library.run("rollback-deployment", inputs("cart", "2.0"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(version).hasValue("1.9");
        assertThat(library.web().asked())
                .contains("/cart/deploy Bearer the-token-of-the-hook {\"service\":\"cart\",\"version\":\"1.9\"}");
        assertThat(run.toString()).doesNotContain("the-token-of-the-hook");
    }

    @Test
    void leavesItAsItWasFoundWhenTheVersionBeforeIsNoBetter() {
        given("search", false);

        RunDetails run = library.runInVain("rollback-deployment", inputs("search", "2.0"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(Library.parts(run)).contains("undo ask for the version before succeeded");
        assertThat(version).hasValue("2.0");
    }

    @Test
    void doesNothingWhenAnotherVersionIsInService() {
        given("mail", true);

        RunDetails run = library.run("rollback-deployment", inputs("mail", "2.1"));

        assertThat(run.run().state()).isEqualTo(RunState.NOT_APPLICABLE);
        assertThat(version).hasValue("2.0");
    }

    private void given(String service, boolean healthy) {
        String path = "/" + service;
        library.web().answers(path + "/deploy", body -> {
            version.set(body.replaceFirst(".*\"version\":\"([^\"]*)\".*", "$1"));
            return "{}";
        });
        library.web().answers(path + "/version", body -> "{\"version\":\"" + version.get() + "\"}");
        library.web().answers(path + "/health", body -> healthy ? "{}" : null);
    }

    private Map<String, Object> inputs(String service, String from) {
        var inputs = new HashMap<String, Object>(
                Map.of("service", service, "from", from, "to", "1.9", "token", "hook-token"));
        inputs.put("hook", library.web().url("/" + service + "/deploy"));
        inputs.put("version_url", library.web().url("/" + service + "/version"));
        inputs.put("url", library.web().url("/" + service + "/health"));
        return inputs;
    }
}
