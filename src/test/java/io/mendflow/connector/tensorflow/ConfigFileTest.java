package io.mendflow.connector.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mendflow.connector.tensorflow.TensorflowSettings.Server;
import io.mendflow.connector.tensorflow.Wanted.Loaded;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    @TempDir
    Path folder;

    @Test
    void remembersWhatIsWanted() throws IOException {
        ConfigFile file = file();
        assertThat(file.read()).isEqualTo(Wanted.NOTHING);
        Files.writeString(folder.resolve("models.config"), "\n");
        assertThat(file.read()).isEqualTo(Wanted.NOTHING);
        var wanted = new Wanted(new Loaded("6", "d6"), new Loaded("7", "d7"), 5, Map.of("stable", "6"));

        assertThat(file.change(now -> wanted)).isEqualTo(wanted);

        assertThat(file().read()).isEqualTo(wanted);
    }

    @Test
    void losesNoChangeOfThreadsThatWriteAtOnce() {
        IntStream.range(0, 40).parallel().forEach(i -> file().change(
                        now -> new Wanted(null, null, now.share() + 1, Map.of())));

        assertThat(file().read().share()).isEqualTo(40);
    }

    @Test
    void refusesAFileThatIsDamaged() throws IOException {
        Files.writeString(folder.resolve("models.config"), "# Written by Mendflow: {\"stable\"");

        assertThatThrownBy(() -> file().change(now -> now)).hasMessageContaining("somebody else has written it");
    }

    @Test
    void wantsAConfigFileForEachModel() {
        Server server = server();
        try (var factory = Validation.buildDefaultValidatorFactory()) {
            Validator validator = factory.getValidator();
            assertThat(validator.validate(new TensorflowSettings(Map.of("a", server))))
                    .isEmpty();
            assertThat(validator.validate(new TensorflowSettings(Map.of("a", server, "b", server))))
                    .singleElement()
                    .satisfies(wrong -> assertThat(wrong.getMessage()).contains("another one for each"));
        }
    }

    private ConfigFile file() {
        return new ConfigFile("fraud", server());
    }

    private Server server() {
        return new Server(
                URI.create("http://tf:8501"),
                null,
                folder.resolve("fraud"),
                null,
                folder.resolve("models.config"),
                "tensorflow",
                Duration.ofSeconds(1));
    }
}
