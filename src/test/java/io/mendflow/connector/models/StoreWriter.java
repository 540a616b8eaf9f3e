package io.mendflow.connector.models;

import io.mendflow.connector.AliasMove;
import io.mendflow.connector.AliasMoved;
import io.mendflow.connector.Artifact;
import io.mendflow.connector.Lineage;
import io.mendflow.connector.ModelRun;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.NewRun;
import io.mendflow.connector.NewVersion;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Another process that writes to a store; tests start it, and kill it. */
final class StoreWriter {

    private final FolderModelStore store;

    StoreWriter(Path folder) {
        this.store = new FolderModelStore(folder, Clock.systemUTC());
    }

    public static void main(String[] arguments) throws IOException {
        StoreWriter writer = new StoreWriter(Path.of(arguments[0]));
        switch (arguments[1]) {
            case "half" -> writer.stopInMidArtifact();
            case "promote" -> writer.promoteForEver();
            default -> {
                // All start to climb at once, or the first is up before the others are there.
                System.out.println("ready");
                System.in.read();
                System.out.println(writer.climb(Integer.parseInt(arguments[2])));
            }
        }
    }

    /** Writes half of an artifact, says so, and waits to be killed. */
    private void stopInMidArtifact() {
        InputStream waiting = new InputStream() {
            @Override
            public int read() throws IOException {
                System.out.println("half");
                return System.in.read();
            }
        };
        store.createVersion(new NewVersion(
                "m",
                "half",
                null,
                null,
                Map.of(),
                List.of(
                        new Artifact("whole.bin", () -> new ByteArrayInputStream(content(1))),
                        new Artifact(
                                "half.bin",
                                () -> new SequenceInputStream(new ByteArrayInputStream(content(2)), waiting)))));
    }

    /** Makes one version after the other and promotes it, with its predecessor as {@code previous}. */
    private void promoteForEver() {
        ModelRun run = store.startRun(new NewRun("m", "trainer", "train", Lineage.unknown(), Map.of(), Map.of()));
        int last = store.versions("m").size();
        for (int n = Math.max(1, last); ; n++) {
            ModelVersion version = store.createVersion(version("promote-" + n, n));
            String before = store.model("m").orElseThrow().aliases().get("champion");
            if (!version.version().equals(before)) {
                String older = store.model("m").orElseThrow().aliases().get("previous");
                store.moveAliases(
                        "m",
                        List.of(
                                new AliasMove("previous", older, before),
                                new AliasMove("champion", before, version.version())));
            }
            store.log(run.id(), Map.of(), Map.of("promoted", (double) n));
            System.out.println(version.version());
        }
    }

    /** Moves the alias up one version at a time, racing all others, and says how often it was the one who did so. */
    int climb(int top) {
        int climbed = 0;
        for (int n = 1; n <= top; n++) {
            store.createVersion(version("climb-" + n, n));
        }
        for (int at = position(); at < top; at = position()) {
            try {
                boolean moved = store.moveAliases(
                        "m",
                        List.of(new AliasMove(
                                "climber", at == 0 ? null : Integer.toString(at), Integer.toString(at + 1))));
                climbed += moved ? 1 : 0;
            } catch (AliasMoved lost) {
                // Another one was faster: on from where that one got.
            }
        }
        return climbed;
    }

    private int position() {
        return Integer.parseInt(store.model("m").orElseThrow().aliases().getOrDefault("climber", "0"));
    }

    private static NewVersion version(String key, int n) {
        List<Artifact> artifacts = new ArrayList<>();
        artifacts.add(new Artifact("model.bin", () -> new ByteArrayInputStream(content(n))));
        artifacts.add(
                new Artifact("deep/card.md", () -> new ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8))));
        return new NewVersion("m", key, null, null, Map.of(), artifacts);
    }

    private static byte[] content(int seed) {
        byte[] content = new byte[200_000];
        new Random(seed).nextBytes(content);
        return content;
    }
}
