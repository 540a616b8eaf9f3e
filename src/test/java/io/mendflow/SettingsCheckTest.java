package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;

class SettingsCheckTest {

    @Test
    void tellsEveryWrongSettingAtOnceAndNoSecret(@TempDir Path home) {
        Throwable failure = catchThrowable(() -> new SpringApplicationBuilder(Mendflow.class)
                .logStartupInfo(false)
                .run(
                        "--server.port=0",
                        "--mendflow.home=" + home,
                        "--mendflow.inbox.max-pending=0",
                        "--mendflow.inbox.max-body=5MB",
                        "--mendflow.correlation.window=soon",
                        "--mendflow.remediation.soak=-PT5S",
                        "--mendflow.probes.shop.type=smell",
                        "--mendflow.sources.generic.secret= ",
                        "--mendflow.admin.username=ada"));

        assertThat(failure)
                .rootCause()
                .isInstanceOf(BadSettings.class)
                .hasMessageContaining("mendflow.inbox.maxPending = 0: must be greater than or equal to 1")
                .hasMessageContaining("mendflow.inbox.max-body must be from 1B to 1MB")
                .hasMessageContaining("mendflow.correlation.window = soon: 'soon' is not a valid duration")
                .hasMessageContaining("mendflow.remediation.soak = PT-5S: must not be negative")
                .hasMessageContaining("mendflow.probes.shop.type = smell")
                .hasMessageContaining("secret = (hidden): is blank")
                .hasMessageContaining("needs mendflow.admin.password beside mendflow.admin.username");
        assertThat(home.resolve("db")).doesNotExist();
    }
}
