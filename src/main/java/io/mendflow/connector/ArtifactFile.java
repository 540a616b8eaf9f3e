package io.mendflow.connector;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * An artifact that a version has.
 *
 * @param path relative, with {@code /} between its parts
 * @param size in bytes
 * @param sha256 of its bytes, in hex
 */
public record ArtifactFile(String path, long size, String sha256) {

    public ArtifactFile {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
    }

    /** One SHA-256, in hex, for all of them: of the lines {@code <sha256> <size> <path>}, each ended by a line feed, in the order of the paths. */
    public static String digest(List<ArtifactFile> files) {
        StringBuilder lines = new StringBuilder();
        files.stream().sorted(Comparator.comparing(ArtifactFile::path)).forEach(file -> lines.append(file.sha256)
                .append(' ')
                .append(file.size)
                .append(' ')
                .append(file.path)
                .append('\n'));
        return HexFormat.of().formatHex(sha256Digest().digest(lines.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * The artifact's bytes, compared with what they should be before the last of them is handed out.
     *
     * @param what the artifact, for {@link ModelDamaged}, which comes instead of the last byte
     */
    public InputStream checked(InputStream bytes, String what) {
        return new CheckedBytes(bytes, this, what);
    }

    static MessageDigest sha256Digest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }
}
