package io.mendflow.console.evidence;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;

/** Reads what is packed, and no more of it than there may be: a small zip can hold a lot. */
final class ZipContent {

    /** Of a zip, and of all that is in it. */
    static final long MOST_BYTES = 1L << 30;

    private static final int AT_ONCE = 1 << 16;

    private final long most;
    private long left;

    /** @param most bytes that are read */
    ZipContent(long most) {
        this.most = most;
        this.left = most;
    }

    /** The sum of a file, of which one byte more than expected is read at most. */
    EvidenceFile sum(String name, InputStream in, long expected) throws IOException {
        MessageDigest sha256 = EvidenceFile.digester();
        byte[] some = new byte[AT_ONCE];
        long bytes = 0;
        int read = 0;
        while (read >= 0 && bytes <= expected) {
            read = in.read(some, 0, (int) Math.min(AT_ONCE, Math.max(1, expected - bytes + 1)));
            if (read > 0) {
                sha256.update(some, 0, read);
                bytes += read;
                left -= read;
            }
            if (left < 0) {
                throw new ZipException("unpacked it is more than %d bytes, which no evidence is".formatted(most));
            }
        }
        return new EvidenceFile(name, bytes, EvidenceFile.hex(sha256.digest()));
    }

    /**
     * Whether who reads the zip from its beginning finds the same files in it as who reads its table of contents, which is at its end. Programs do
     * either.
     */
    boolean readsAlike(Path path, Collection<EvidenceFile> listed) throws IOException {
        Map<String, EvidenceFile> expected = new HashMap<>();
        listed.forEach(file -> expected.put(file.name(), file));
        left = most;
        int own = 0;
        try (var zip =
                new ZipInputStream(new BufferedInputStream(Files.newInputStream(path)), StandardCharsets.UTF_8)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (Manifest.isItsOwn(entry.getName())) {
                    own++;
                    continue;
                }
                EvidenceFile file = expected.remove(entry.getName());
                if (file == null || !file.equals(sum(file.name(), zip, file.bytes()))) {
                    return false;
                }
            }
        } catch (ZipException | IllegalArgumentException e) {
            return false;
        }
        return own == 3 && expected.isEmpty();
    }
}
