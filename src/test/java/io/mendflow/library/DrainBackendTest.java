package io.mendflow.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.mendflow.runbook.Library;
import io.mendflow.runbook.RunDetails;
import io.mendflow.runbook.RunState;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DrainBackendTest {

    private final Library library = Library.shared();
    private final AtomicReference<String> state = new AtomicReference<>("ready");

    @Test
    void takesItOutWhileOthersServe() {
        given("two", true);

        RunDetails run = library.run("drain-backend", inputs("two"));

        assertThat(run.run().state()).as("%s", run).isEqualTo(RunState.SUCCEEDED);
        assertThat(state).hasValue("drain");
        assertThat(library.web().asked()).contains("/two/web-1 null {\"admin_state\":\"drain\"}");
    }

    @Test
    void putsItBackWhenThePoolDoesNotBearIt() {
        given("three", false);

        RunDetails run = library.runInVain("drain-backend", inputs("three"));

        assertThat(run.run().state()).isEqualTo(RunState.FAILED);
        assertThat(state).hasValue("ready");
    }

    private void given(String pool, boolean bears) {
        library.web()
                .answers(
                        "/" + pool,
                        body ->
                                """
                [{"name":"web-1","admin_state":"%s","operational_state":"up"},{"name":"web-2","admin_state":"ready","operational_state":"up"}]"""
                                        .formatted(state.get()));
        library.web().answers("/" + pool + "/web-1", body -> {
            state.set(body.replaceFirst(".*:\"([^\"]*)\".*", "$1"));
            return body;
        });
        library.web().answers("/" + pool + "/health", body -> bears ? "{}" : null);
    }

    private Map<String, Object> inputs(String pool) {
        String url = library.web().url("/" + pool);
        return Map.of(
                "pool",
                pool,
                "backend",
                "web-1",
                "least",
                1,
                "pool_url",
                url,
                "backend_url",
                url + "/web-1",
                "url",
                url + "/health");
    }
}
