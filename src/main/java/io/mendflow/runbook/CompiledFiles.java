package io.mendflow.runbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps what Groovy made of runbook files: to parse one takes up to a second, to load its classes a few milliseconds. The shipped ones come compiled in
 * the jar, the others are kept in a folder below {@code mendflow.home}, which may go at any time. Whatever is kept counts for this build of Mendflow alone:
 * another may check more.
 */
@Component
class CompiledFiles {

    /** Where the jar has the shipped ones. */
    static final String SHIPPED = "/META-INF/mendflow/compiled/";

    private static final Logger LOG = LoggerFactory.getLogger(CompiledFiles.class);
    private static final Duration UNUSED_FOR = Duration.ofDays(30);
    private static final int SUM_BYTES = Long.BYTES;

    private final @Nullable Path folder;
    private final @Nullable String build;

    @Autowired
    CompiledFiles(RunbookSettings settings, @Value("${mendflow.home:}") String home) {
        this(
                settings.compiled() != null
                        ? settings.compiled()
                        : home.isEmpty() ? null : Path.of(home).resolve("compiled"));
    }

    /** @param folder null to keep nothing */
    CompiledFiles(@Nullable Path folder) {
        this.folder = folder;
        this.build = build();
    }

    /** What there is of a file with this name and text, when the runbooks may use these verbs. */
    Optional<Compiled> find(String scriptName, String text, Iterable<String> verbs) {
        if (build == null) {
            return Optional.empty();
        }
        String key = key(scriptName, text, verbs);
        return shipped(key).or(() -> kept(key));
    }

    void keep(String scriptName, String text, Iterable<String> verbs, Compiled compiled) {
        if (build == null || folder == null) {
            return;
        }
        try {
            makeFolder(folder);
            Path file = Files.createTempFile(folder, "new-", null);
            try {
                Files.write(file, summed(compiled.bytes()));
                Files.move(file, folder.resolve(key(scriptName, text, verbs)), StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(file);
            }
            dropUnused(folder);
        } catch (IOException e) {
            LOG.debug("Not kept as compiled: {}", scriptName, e);
        }
    }

    private String key(String scriptName, String text, Iterable<String> verbs) {
        return Deployed.hash(String.join("\0", build, String.join(",", verbs), scriptName, text));
    }

    private static Optional<Compiled> shipped(String key) {
        try (InputStream file = CompiledFiles.class.getResourceAsStream(SHIPPED + key)) {
            return file == null ? Optional.empty() : Optional.of(checked(file.readAllBytes()));
        } catch (IOException e) {
            LOG.debug("Not readable: {}", key, e);
            return Optional.empty();
        }
    }

    private Optional<Compiled> kept(String key) {
        if (folder == null) {
            return Optional.empty();
        }
        Path file = folder.resolve(key);
        try {
            Compiled compiled = checked(Files.readAllBytes(file));
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
            return Optional.of(compiled);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.debug("Not readable: {}", file, e);
            return Optional.empty();
        }
    }

    /** Code that runs with our rights: nobody else is to write there. */
    private static void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            return;
        }
        Files.createDirectories(folder);
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }

    private static void dropUnused(Path folder) throws IOException {
        Instant before = Instant.now().minus(UNUSED_FOR);
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            if (Files.exists(file)
                    && Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                Files.deleteIfExists(file);
            }
        }
    }

    static byte[] summed(byte[] bytes) {
        byte[] all = Arrays.copyOf(bytes, bytes.length + SUM_BYTES);
        ByteBuffer.wrap(all).putLong(bytes.length, sum(bytes));
        return all;
    }

    private static Compiled checked(byte[] all) throws IOException {
        int length = all.length - SUM_BYTES;
        if (length < 0) {
            throw new IOException("Expected a sum at the end");
        }
        byte[] bytes = Arrays.copyOf(all, length);
        if (ByteBuffer.wrap(all).getLong(length) != sum(bytes)) {
            throw new IOException("Expected the sum to be right");
        }
        return Compiled.of(bytes);
    }

    private static long sum(byte[] bytes) {
        var sum = new CRC32();
        sum.update(bytes);
        return sum.getValue();
    }

    /** What tells one build from another; null when nothing does, and nothing may be kept then. */
    private static @Nullable String build() {
        try (InputStream file = CompiledFiles.class.getResourceAsStream("/META-INF/build-info.properties")) {
            return file == null ? null : Deployed.hash(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return null;
        }
    }
}
