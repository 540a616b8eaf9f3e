package io.mendflow.console.evidence;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Objects;

/**
 * A file of a zip of evidence.
 *
 * @param name its path in the zip
 * @param bytes how many it has
 * @param sha256 of its bytes, in hex
 */
public record EvidenceFile(String name, long bytes, String sha256) {

    public EvidenceFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
    }

    static EvidenceFile of(String name, byte[] content) {
        return new EvidenceFile(name, content.length, hex(digester().digest(content)));
    }

    static String hex(byte[] digest) {
        return HexFormat.of().formatHex(digest);
    }

    static MessageDigest digester() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
