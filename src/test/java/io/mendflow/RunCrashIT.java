package io.mendflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged jar, killed at random in the middle of runs. A witness outside counts what the runs really do. Printed is the seed of all that is random;
 * {@code -Dmendflow.proof.seed} repeats it, as far as threads let it.
 */
@Tag("proof")
class RunCrashIT {

    private static final int KILLS = Integer.getInteger("mendflow.proof.kills", 25);
    private static final long SEED = Long.getLong("mendflow.proof.seed", System.nanoTime());

    @Test
    void losesNothingAndActsNoOnceTwiceOnOneNodeWithH2(@TempDir Path folder) throws Exception {
        prove("H2", List.of(Service.at(folder.resolve("only"), CrashedRuns.settings())));
    }

    @Test
    void losesNothingAndActsNoOnceTwiceOnTwoNodesWithPostgres(@TempDir Path folder) throws Exception {
        String[] settings = CrashedRuns.settings(
                "--spring.datasource.url=" + Databases.postgresUrl(), "--mendflow.engine.job-lock=PT5S");
        prove(
                "PostgreSQL",
                List.of(Service.at(folder.resolve("first"), settings), Service.at(folder.resolve("second"), settings)));
    }

    private static void prove(String name, List<Service> nodes) throws Exception {
        System.out.printf("proof on %s: seed %d, %d kills%n", name, SEED, KILLS);
        var random = new Random(SEED);
        try (var witness = new Witness(random.nextLong());
                var runs = new CrashedRuns(nodes, witness, random.nextLong())) {
            runs.startNodes();
            for (int kill = 1; kill <= KILLS; kill++) {
                runs.startSome();
                witness.awaitMore(1 + random.nextInt(12), 15_000);
                runs.kill(nodes.get(random.nextInt(nodes.size())), random.nextInt(150));
            }
            runs.awaitEnds();

            System.out.printf("proof on %s: %s%n", name, runs);
            runs.assertNoOnceActedTwice();
            runs.assertDoneOrUndone();
            runs.assertOneAtATime();
            runs.assertNothingHeld();
            assertThat(nodes.get(0).get("/api/audit/verify").path("intact").asBoolean())
                    .isTrue();
        }
    }
}
