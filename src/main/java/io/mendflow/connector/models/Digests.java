package io.mendflow.connector.models;

import io.mendflow.connector.ArtifactFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of artifacts. */
final class Digests {

    private static final int CHUNK = 64 * 1024;

    private Digests() {}

    /** Copies an artifact to a new file and on to the disk, and says what it is. */
    static ArtifactFile copy(InputStream bytes, String path, Path to) throws IOException {
        MessageDigest digest = sha256();
        long size = 0;
        try (FileChannel file = FileChannel.open(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            byte[] chunk = new byte[CHUNK];
            for (int got = bytes.read(chunk); got >= 0; got = bytes.read(chunk)) {
                digest.update(chunk, 0, got);
                ByteBuffer written = ByteBuffer.wrap(chunk, 0, got);
                while (written.hasRemaining()) {
                    file.write(written);
                }
                size += got;
            }
            file.force(true);
        }
        return new ArtifactFile(path, size, HexFormat.of().formatHex(digest.digest()));
    }

    /** The first half of a text's SHA-256, in hex: 32 digits. */
    static String shortened(String text) {
        byte[] all = sha256().digest(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(all, 0, 16);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Expected SHA-256, which every Java has", e);
        }
    }
}
