package io.mendflow.connector.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.validation.Validation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SshSettingsTest {

    private static final Map<String, String> GOOD = Map.of(
            "mendflow.ssh.hosts.web-1.address", "10.0.0.11",
            "mendflow.ssh.hosts.web-1.user", "deploy",
            "mendflow.ssh.hosts.web-1.key-secret", "deploy-key",
            "mendflow.ssh.pools.web[0]", "web-1");

    @Test
    void takesWhatTheReadmeShows() {
        assertThat(problems(Map.of())).isEmpty();
    }

    @Test
    void tellsWhatIsWrong() {
        assertThat(problems(Map.of("mendflow.ssh.pools.web[1]", "web-2")))
                .containsExactly("'pools' may list names that are in 'hosts' only");
        assertThat(problems(Map.of("mendflow.ssh.hosts.web-1.key-secret", "-----BEGIN OPENSSH PRIVATE KEY-----")))
                .singleElement()
                .asString()
                .contains("are names of secrets");
        assertThat(problems(Map.of(
                        "mendflow.ssh.hosts.db-1.address", "10.0.0.12", "mendflow.ssh.hosts.db-1.user", "deploy")))
                .containsExactly("needs one of 'key-file', 'key-secret' and 'password-secret'");
    }

    private static List<String> problems(Map<String, String> more) {
        var all = new HashMap<>(GOOD);
        all.putAll(more);
        SshSettings settings = new Binder(new MapConfigurationPropertySource(all))
                .bind("mendflow.ssh", SshSettings.class)
                .get();
        try (var validation = Validation.buildDefaultValidatorFactory()) {
            return validation.getValidator().validate(settings).stream()
                    .map(violation -> violation.getMessage())
                    .toList();
        }
    }
}
