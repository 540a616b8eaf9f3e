package io.mendflow.connector.mlflow;

import io.mendflow.connector.Artifact;
import io.mendflow.connector.ArtifactFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;

/** Artifacts in a temporary folder: what they are has to be known before the first of them is sent. */
final class Spool implements AutoCloseable {

    private final Path folder;
    private final Map<String, Path> contents = new TreeMap<>();
    private final List<ArtifactFile> files = new ArrayList<>();

    private Spool(Path folder) {
        this.folder = folder;
    }

    static Spool of(List<Artifact> artifacts) {
        try {
            var spool = new Spool(Files.createTempDirectory("mendflow-version-"));
            try {
                for (Artifact artifact : artifacts) {
                    spool.add(artifact);
                }
                spool.files.sort(Comparator.comparing(ArtifactFile::path));
                return spool;
            } catch (IOException | RuntimeException e) {
                spool.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Expected to read the artifacts of a new version, but it failed: " + e.getMessage(), e);
        }
    }

    /** By path. */
    List<ArtifactFile> files() {
        return List.copyOf(files);
    }

    Path content(ArtifactFile file) {
        return contents.get(file.path());
    }

    @Override
    public void close() {
        try {
            PathUtils.deleteDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to remove the temporary folder " + folder, e);
        }
    }

    private void add(Artifact artifact) throws IOException {
        Path copy = folder.resolve(Integer.toString(contents.size()));
        try (InputStream bytes = artifact.bytes().open();
                OutputStream out = Files.newOutputStream(copy)) {
            files.add(Contents.measured(artifact.path(), bytes, out));
        }
        contents.put(artifact.path(), copy);
    }
}
