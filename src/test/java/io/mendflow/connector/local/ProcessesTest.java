package io.mendflow.connector.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessesTest {

    @Test
    void keepsMendflowsOwnSettingsFromOtherProcesses() {
        var environment = new HashMap<>(Map.of(
                "PATH", "/bin",
                "MENDFLOW_ADMIN_PASSWORD", "x",
                "spring_datasource_password", "x",
                "CAMUNDA_BPM_X", "x"));

        Processes.withoutOwnSettings(environment);

        assertThat(environment).containsOnlyKeys("PATH");
    }
}
