package io.mendflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data of a model, checked and compared from a shell. */
class ModelCommandsTest {

    private static final String HEADER = "age,city,score,seen\n";

    @TempDir
    Path folder;

    private String reference;
    private String same;
    private String older;

    @BeforeEach
    void write() throws IOException {
        reference = table("reference.csv", 1, 0, "Bern");
        same = table("same.csv", 2, 0, "Bern");
        older = table("older.csv", 3, 30, "Basel");
    }

    @Test
    void tellsDriftColumnByColumn() {
        CommandRun calm = CommandRun.of("drift", reference, same);
        CommandRun drifted = CommandRun.of("drift", reference, older);

        assertThat(calm.out()).contains("No drift: 0 of 3 features have drifted");
        assertThat(calm.exitCode()).isZero();
        assertThat(drifted.out())
                .containsPattern("drift +.*age")
                .containsPattern("drift +.*city")
                .contains("Drift: 2 of 3 features have drifted")
                .doesNotContain("seen");
        assertThat(drifted.exitCode()).isEqualTo(1);
    }

    @Test
    void holdsPredictionsForThemselves() throws IOException {
        CommandRun run = CommandRun.of(
                "drift", reference, older, "--prediction", "age", "--without", "city", "--format", "json");

        JsonNode report = new ObjectMapper().readTree(run.out());
        assertThat(report.path("verdict").asText()).isEqualTo("no-drift");
        assertThat(report.path("predictions").asText()).isEqualTo("drift");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    @Test
    void drawsAPageOfEveryColumn() {
        CommandRun run = CommandRun.of("drift", reference, older, "--strict", "--format", "html");

        assertThat(run.out())
                .contains("<h1>Drift of older.csv against reference.csv</h1>")
                .contains("<svg");
        assertThat(run.out().split("<section>")).hasSize(4);
    }

    @Test
    void findsAColumnThatIsNoNumberAnyMore() throws IOException {
        String broken = Files.writeString(
                        folder.resolve("broken.csv"),
                        Files.readString(Path.of(same)).replaceAll("(?m)^(\\d\\d),", "$1 years,"))
                .toString();

        CommandRun run = CommandRun.of("drift", reference, broken);

        assertThat(run.out()).containsPattern("type changed +.*age");
    }

    @Test
    void learnsWhatToExpectAndHoldsDataToIt() throws IOException {
        String yaml = folder.resolve("expect.yaml").toString();
        CommandRun learned = CommandRun.of("data", reference, "--learn", yaml, "--personal", "city");
        String odd = Files.writeString(folder.resolve("odd.csv"), HEADER + "old,Bern,0.5,2026-01-01\n")
                .toString();

        CommandRun good = CommandRun.of("data", same, "--expect", yaml);
        CommandRun bad = CommandRun.of("data", odd, "--expect", yaml);

        assertThat(learned.exitCode()).as(learned.err()).isZero();
        assertThat(good.exitCode()).as(good.out()).isZero();
        assertThat(good.out()).endsWith("same.csv: 400 rows, 4 columns, to be used\n");
        assertThat(bad.exitCode()).isEqualTo(1);
        assertThat(bad.out()).contains("error: age:").contains("old in row 2").contains("not to be used");
        assertThat(CommandRun.of("data", reference, "--learn", yaml).exitCode()).isEqualTo(1);
    }

    @Test
    void saysWhatIsWrongWithItsArguments() throws IOException {
        String yaml =
                Files.writeString(folder.resolve("wrong.yaml"), "colums: {}\n").toString();

        assertThat(CommandRun.of("data", reference, "--expect", yaml).err()).contains("colums");
        assertThat(CommandRun.of("data", folder.resolve("gone.csv").toString()).out())
                .contains("gone.csv");
        assertThat(CommandRun.of("drift", reference, folder.resolve("gone.csv").toString())
                        .err())
                .contains("gone.csv");
        CommandRun slip = CommandRun.of("drift", reference, same, "--prediction", "scor");
        assertThat(slip.exitCode()).isEqualTo(1);
        assertThat(slip.err()).contains("scor");
        assertThat(CommandRun.of("drift", reference, yaml).err()).contains("Expected a file that ends in .csv");
    }

    private String table(String name, long seed, int older, String city) throws IOException {
        var random = new Random(seed);
        var text = new StringBuilder(HEADER);
        for (int row = 0; row < 400; row++) {
            text.append("%d,%s,%.4f,2026-01-%02d%n"
                    .formatted(
                            40 + older + random.nextInt(20),
                            random.nextInt(3) > 0 ? city : "Zug",
                            random.nextDouble(),
                            1 + row % 28));
        }
        return Files.writeString(folder.resolve(name), text).toString();
    }
}
