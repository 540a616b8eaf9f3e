package io.mendflow.console.evidence;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** A zip that is written file by file, knows the sums of what it has written, and signs them at its end. */
public final class EvidenceZip implements AutoCloseable {

    private final ZipOutputStream zip;
    private final ObjectMapper json;
    private final Map<String, EvidenceFile> files = new LinkedHashMap<>();

    public EvidenceZip(OutputStream out, ObjectMapper json) {
        this.zip = new ZipOutputStream(out);
        this.json = json.copy().enable(SerializationFeature.INDENT_OUTPUT);
    }

    public void add(String name, Object content) throws IOException {
        add(name, json.writeValueAsBytes(content));
    }

    public void add(String name, String content) throws IOException {
        add(name, content.getBytes(StandardCharsets.UTF_8));
    }

    public void add(String name, byte[] content) throws IOException {
        put(name, content);
        files.put(name, EvidenceFile.of(name, content));
    }

    List<EvidenceFile> files() {
        return List.copyOf(files.values());
    }

    /** Signs what is known about an incident. */
    public void signIncident(EvidenceKeys keys, String incident, Instant at, String by) throws IOException {
        sign(keys.signing(), incident, null, at, by);
    }

    /** Adds the manifest of all that was added before, its signature, and the key to check it with. */
    void sign(SigningKey key, @Nullable String incident, @Nullable String promotion, Instant at, String by)
            throws IOException {
        byte[] manifest = json.writeValueAsBytes(new Manifest(
                Manifest.FORMAT,
                incident,
                promotion,
                at,
                by,
                EvidenceKey.ALGORITHM,
                key.key().fingerprint(),
                files()));
        put(Manifest.NAME, manifest);
        put(Manifest.SIGNATURE, key.sign(manifest));
        put(Manifest.PUBLIC_KEY, key.key().pem().getBytes(StandardCharsets.UTF_8));
    }

    private void put(String name, byte[] content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(content);
        zip.closeEntry();
    }

    /** Ends the zip and leaves the stream under it open. */
    @Override
    public void close() throws IOException {
        zip.finish();
        zip.flush();
    }
}
