package io.mendflow.connector;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * An artifact for a new version.
 *
 * @param path relative, with {@code /} between its parts, such as {@code model/weights.bin}
 * @param bytes opened once for each attempt to store it
 */
public record Artifact(String path, Bytes bytes) {

    /** Where an artifact's bytes come from. */
    @FunctionalInterface
    public interface Bytes {
        InputStream open() throws IOException;
    }

    public static Artifact of(String path, Path file) {
        return new Artifact(path, () -> Files.newInputStream(file));
    }

    /** Every regular file below a folder, by its path in it. */
    public static List<Artifact> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .sorted()
                    .map(file -> of(folder.relativize(file).toString().replace('\\', '/'), file))
                    .toList();
        }
    }
}
