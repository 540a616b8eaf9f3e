package io.mendflow.console.evidence;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Checks a zip of evidence against its manifest, and the manifest against its signature. Nothing is unpacked to anywhere, and no more is read than an
 * honest zip has.
 */
public final class EvidenceCheck {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private static final int MOST_FAULTS = 100;
    private static final int LONGEST_MANIFEST = 16 << 20;
    private static final int LONGEST_PROOF = 10_000;

    private final Path path;
    private final long most;
    private final List<String> faults = new ArrayList<>();

    private EvidenceCheck(Path path, long most) {
        this.path = path;
        this.most = most;
    }

    /**
     * What a zip shows.
     *
     * @param manifest null when there is none that can be read
     * @param key that the signature holds for; null when it holds for none
     * @param faults what is wrong with which file, a sentence each; none when all holds
     */
    public record Finding(@Nullable Manifest manifest, @Nullable EvidenceKey key, List<String> faults) {

        public Finding {
            faults = List.copyOf(faults);
        }
    }

    /** @throws IOException when the file itself cannot be read */
    public static Finding of(Path zip) throws IOException {
        return of(zip, ZipContent.MOST_BYTES);
    }

    /** @param most bytes that a zip, and all that is in it, may have */
    static Finding of(Path zip, long most) throws IOException {
        return new EvidenceCheck(zip, most).check();
    }

    private Finding check() throws IOException {
        if (Files.size(path) > most) {
            return broken("it has more than %d bytes, which no evidence has".formatted(most));
        }
        try (ZipFile zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
            return check(zip);
        } catch (ZipException | IllegalArgumentException e) {
            return broken(e.getMessage() + "; it is no zip, or not all of it");
        }
    }

    private Finding broken(String why) {
        faults.add("%s cannot be read as a zip: %s".formatted(path.getFileName(), why));
        return new Finding(null, null, faults);
    }

    private Finding check(ZipFile zip) throws IOException {
        Map<String, ZipEntry> entries = entries(zip);
        byte[] bytes = small(zip, entries, Manifest.NAME, LONGEST_MANIFEST);
        @Nullable EvidenceKey key = bytes == null ? null : proven(zip, entries, bytes);
        @Nullable Manifest manifest = bytes == null ? null : manifest(bytes);
        if (manifest != null) {
            if (key != null && !key.fingerprint().equals(manifest.key())) {
                fault(
                        "%s: it names the key %s, but it is signed with %s",
                        Manifest.NAME, manifest.key(), key.fingerprint());
            }
            compare(zip, entries, manifest);
        }
        return new Finding(manifest, key, faults);
    }

    private Map<String, ZipEntry> entries(ZipFile zip) {
        Map<String, ZipEntry> entries = new TreeMap<>();
        zip.stream().forEach(entry -> {
            if (entries.put(entry.getName(), entry) != null) {
                fault("%s: it is in the zip twice", entry.getName());
            }
        });
        return entries;
    }

    private @Nullable EvidenceKey proven(ZipFile zip, Map<String, ZipEntry> entries, byte[] manifest) {
        byte[] signature = small(zip, entries, Manifest.SIGNATURE, LONGEST_PROOF);
        byte[] pem = small(zip, entries, Manifest.PUBLIC_KEY, LONGEST_PROOF);
        if (signature == null || pem == null) {
            return null;
        }
        try {
            EvidenceKey key = EvidenceKey.ofPem(new String(pem, StandardCharsets.UTF_8));
            if (key.proves(manifest, signature)) {
                return key;
            }
            fault(
                    "%s: its signature does not hold for the key in %s; it, %s or the key was changed",
                    Manifest.NAME, Manifest.PUBLIC_KEY, Manifest.SIGNATURE);
        } catch (IllegalArgumentException e) {
            fault("%s: %s", Manifest.PUBLIC_KEY, e.getMessage());
        }
        return null;
    }

    private @Nullable Manifest manifest(byte[] bytes) {
        try {
            Manifest manifest = JSON.readValue(bytes, Manifest.class);
            if (Manifest.FORMAT.equals(manifest.format())) {
                return manifest;
            }
            fault("%s: expected the format %s, got '%s'", Manifest.NAME, Manifest.FORMAT, manifest.format());
        } catch (IOException | RuntimeException e) {
            fault("%s: expected the manifest of evidence as JSON, but it is not", Manifest.NAME);
        }
        return null;
    }

    private void compare(ZipFile zip, Map<String, ZipEntry> entries, Manifest manifest) throws IOException {
        Map<String, EvidenceFile> listed = new TreeMap<>();
        for (EvidenceFile file : manifest.files()) {
            if (Manifest.isItsOwn(file.name()) || listed.put(file.name(), file) != null || leadsOut(file.name())) {
                fault("%s: the manifest must not list it, or not twice", file.name());
            }
        }
        entries.keySet().stream()
                .filter(name -> !listed.containsKey(name) && !Manifest.isItsOwn(name))
                .forEach(name -> fault("%s: it is not in the manifest; somebody has added it", name));
        var content = new ZipContent(most);
        for (EvidenceFile file : listed.values()) {
            ZipEntry entry = entries.get(file.name());
            if (entry == null) {
                fault("%s: it is missing; the manifest lists it", file.name());
            } else {
                compare(zip, entry, file, content);
            }
        }
        if (faults.isEmpty() && !content.readsAlike(path, listed.values())) {
            fault(
                    "%s: read from its beginning it holds other files than its table of contents says; somebody has put one into it",
                    path.getFileName());
        }
    }

    private void compare(ZipFile zip, ZipEntry entry, EvidenceFile file, ZipContent content) {
        try (InputStream in = zip.getInputStream(entry)) {
            EvidenceFile found = content.sum(file.name(), in, file.bytes());
            if (found.bytes() != file.bytes()) {
                fault(
                        "%s: it has %s bytes, and the manifest says %d",
                        file.name(), found.bytes() > file.bytes() ? "more" : found.bytes(), file.bytes());
            } else if (!found.sha256().equals(file.sha256())) {
                fault(
                        "%s: it was changed: its SHA-256 is %s, and the manifest says %s",
                        file.name(), found.sha256(), file.sha256());
            }
        } catch (IOException e) {
            fault("%s: it cannot be unpacked: %s", file.name(), e.getMessage());
        }
    }

    private byte @Nullable [] small(ZipFile zip, Map<String, ZipEntry> entries, String name, int most) {
        ZipEntry entry = entries.get(name);
        if (entry == null) {
            fault("%s: it is missing, and without it nothing is proved", name);
            return null;
        }
        try (InputStream in = zip.getInputStream(entry)) {
            var bytes = new ByteArrayOutputStream();
            bytes.write(in.readNBytes(most + 1));
            if (bytes.size() > most) {
                fault("%s: it has more than %d bytes, which none has", name, most);
                return null;
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            fault("%s: it cannot be unpacked: %s", name, e.getMessage());
            return null;
        }
    }

    /** Nothing is unpacked here, but whoever believes the check will do so. */
    private static boolean leadsOut(String name) {
        return name.isEmpty()
                || !name.matches("[A-Za-z0-9_@ +,=()-][A-Za-z0-9_.@ +,=()/-]*")
                || ("/" + name + "/").contains("/../");
    }

    private void fault(String text, Object... values) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(text.formatted(values).replaceAll("\\p{Cntrl}", "?"));
        }
    }
}
