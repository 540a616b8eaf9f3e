package io.mendflow.demo.scoring;

import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ModelDamaged;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import java.io.IOException;
import java.io.InputStream;

/**
 * A version of a model in memory.
 *
 * @param digest of its artifacts, all of which were read and found to be those it was made with
 */
record LoadedVersion(String version, String digest, Classifier classifier) {

    /** @throws ModelDamaged when an artifact is missing or changed, or they are no model that can be read */
    static LoadedVersion read(ModelStore store, ModelVersion version) throws IOException {
        store.verify(version.model(), version.version());
        String sheet = path(version, ModelSheet.FILE);
        String model = path(version, Classifier.FILE);
        try {
            return new LoadedVersion(
                    version.version(),
                    version.digest(),
                    Classifier.of(bytes(store, version, sheet), bytes(store, version, model)));
        } catch (IOException | RuntimeException e) {
            throw new ModelDamaged(
                    "Expected %s and %s of version %s of model '%s' to be a model that can be read, but: %s"
                            .formatted(sheet, model, version.version(), version.model(), e.getMessage()),
                    e);
        }
    }

    boolean is(ModelVersion other) {
        return version.equals(other.version()) && digest.equals(other.digest());
    }

    private static byte[] bytes(ModelStore store, ModelVersion version, String path) throws IOException {
        try (InputStream bytes = store.open(version.model(), version.version(), path)) {
            return bytes.readAllBytes();
        }
    }

    /** Whoever stored it may have put the files into a folder. */
    private static String path(ModelVersion version, String name) {
        return version.files().stream()
                .map(ArtifactFile::path)
                .filter(path -> path.equals(name) || path.endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new ModelDamaged(
                        "Expected version %s of model '%s' to have an artifact %s, but it has only %s"
                                .formatted(
                                        version.version(),
                                        version.model(),
                                        name,
                                        version.files().stream()
                                                .map(ArtifactFile::path)
                                                .toList()),
                        null));
    }
}
