package io.mendflow.connector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

class SecretsTest {

    @TempDir
    Path parent;

    private Path folder = Path.of("");

    /** As the kubelet lays out a secret's volume. */
    @BeforeEach
    void mount() throws IOException {
        folder = Files.createDirectory(parent.resolve("mount"));
        Path version = Files.createDirectory(folder.resolve("..2026_11_25_02_42_38.1"));
        Files.writeString(version.resolve("api-token"), "first\n");
        Files.createSymbolicLink(folder.resolve("..data"), version.getFileName());
        Files.createSymbolicLink(folder.resolve("api-token"), Path.of("..data", "api-token"));
        Files.writeString(parent.resolve("outside"), "not for you");
    }

    @Test
    void followsTheLinksOfAMountAndSeesANewVersion() throws IOException {
        Secrets secrets = secrets(new MockEnvironment());
        assertThat(secrets.find("api-token")).contains("first");

        Path version = Files.createDirectory(folder.resolve("..2026_11_25_02_43_38.2"));
        Files.writeString(version.resolve("api-token"), "second\n");
        Files.delete(folder.resolve("..data"));
        Files.createSymbolicLink(folder.resolve("..data"), version.getFileName());

        assertThat(secrets.find("api-token")).contains("second");
    }

    @Test
    void prefersTheEnvironment() {
        var environment = new MockEnvironment().withProperty("MENDFLOW_SECRET_API_TOKEN", "of the environment");

        assertThat(secrets(environment).find("api-token")).contains("of the environment");
    }

    @Test
    void findsNothingThatIsNotThere() {
        Secrets secrets = secrets(new MockEnvironment());

        assertThat(secrets.find("other")).isEmpty();
        assertThat(new Secrets(new SecretsSettings(null), new MockEnvironment()).find("api-token"))
                .isEmpty();
        assertThatThrownBy(() -> secrets.require("other", "mendflow.x.password-secret"))
                .hasMessageContaining("'other' that mendflow.x.password-secret names")
                .hasMessageContaining("MENDFLOW_SECRET_OTHER");
    }

    @Test
    void takesNoPathForAName() {
        Secrets secrets = secrets(new MockEnvironment());

        for (String name : new String[] {
            "../outside",
            "..",
            ".",
            "..data/api-token",
            parent.resolve("outside").toString(),
            "",
            "a b",
            "a\0b"
        }) {
            assertThatThrownBy(() -> secrets.find(name))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("name of a secret")
                    .message()
                    .doesNotContain("outside");
        }
    }

    private Secrets secrets(MockEnvironment environment) {
        return new Secrets(new SecretsSettings(folder), environment);
    }
}
