package io.mendflow.connector.tensorflow;

import io.mendflow.connector.ArtifactFile;
import io.mendflow.connector.ModelStore;
import io.mendflow.connector.ModelVersion;
import io.mendflow.connector.ServedVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** The folders that a server loads versions from. One appears whole or not at all, and holds what was approved. */
final class VersionFolders {

    private final ModelStore store;
    private final Path basePath;

    VersionFolders(ModelStore store, Path basePath) {
        this.store = store;
        this.basePath = basePath.toAbsolutePath();
    }

    /**
     * Lays a version, unless it is there.
     *
     * @throws IllegalStateException when the store, or the folder that is there, has other bytes than were approved
     */
    void lay(String model, ServedVersion served) {
        if (!served.version().matches("[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException(
                    "Expected a version that TensorFlow Serving can have, a number from 1 on, got '%s'"
                            .formatted(served.version()));
        }
        Path folder = basePath.resolve(served.version());
        try {
            if (Files.exists(folder)) {
                requireApproved(folder, served);
                return;
            }
            ModelVersion stored = store.require(model, served.version());
            if (!stored.digest().equals(served.digest())) {
                throw other("the store", served, stored.digest());
            }
            Files.createDirectories(basePath);
            store.fetch(model, served.version(), folder);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to lay %s, but it failed: %s".formatted(folder, e), e);
        }
    }

    private static void requireApproved(Path folder, ServedVersion served) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).toList();
        }
        var found = new ArrayList<ArtifactFile>();
        for (Path file : files) {
            found.add(new ArtifactFile(
                    folder.relativize(file).toString().replace('\\', '/'), Files.size(file), sha256(file)));
        }
        String digest = ArtifactFile.digest(found);
        if (!digest.equals(served.digest())) {
            throw other("the folder " + folder, served, digest);
        }
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file);
                var digested = new DigestInputStream(bytes, MessageDigest.getInstance("SHA-256"))) {
            digested.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digested.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }

    private static IllegalStateException other(String where, ServedVersion served, String digest) {
        return new IllegalStateException(
                "Expected %s to have version %s with the digest %s, as it was approved, but it has it with %s; find out who changed it"
                        .formatted(where, served.version(), served.digest(), digest));
    }
}
