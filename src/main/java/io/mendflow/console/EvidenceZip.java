package io.mendflow.console;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A zip that is written file by file and knows the sums of what it has written. */
final class EvidenceZip implements AutoCloseable {

    private final ZipOutputStream zip;
    private final ObjectMapper json;
    private final List<File> files = new ArrayList<>();

    EvidenceZip(OutputStream out, ObjectMapper json) {
        this.zip = new ZipOutputStream(out);
        this.json = json.copy().enable(SerializationFeature.INDENT_OUTPUT);
    }

    void add(String name, Object content) throws IOException {
        add(name, json.writeValueAsBytes(content));
    }

    void add(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
        files.add(new File(name, content.length, HexFormat.of().formatHex(sha256(content))));
    }

    List<File> files() {
        return List.copyOf(files);
    }

    /** Ends the zip and leaves the stream under it open. */
    @Override
    public void close() throws IOException {
        zip.finish();
        zip.flush();
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    /**
     * A file in the zip.
     *
     * @param sha256 of its bytes, in hexadecimal
     */
    record File(String name, int bytes, String sha256) {}
}
