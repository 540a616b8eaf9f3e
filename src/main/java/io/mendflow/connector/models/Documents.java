package io.mendflow.connector.models;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.mendflow.connector.ModelDamaged;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** JSON files that are replaced whole: after a crash a file is as it was before, or as it was to be. */
final class Documents {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Documents() {}

    /** Writes a file that is there or not. Only one may do so at a time. */
    static void write(Path file, Object content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(content));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(file.getParent());
    }

    /**
     * What a folder's document says; none when there is no such folder.
     *
     * @throws ModelDamaged when the folder is there without it, or it is not what was written
     */
    static <T> Optional<T> of(Path folder, String name, Class<T> type) throws IOException {
        Path file = folder.resolve(name);
        Optional<T> found = read(file, type);
        if (found.isPresent() || !Files.exists(folder)) {
            return found;
        }
        // The folder may have come, with its document, between the two looks.
        Optional<T> again = read(file, type);
        if (again.isEmpty()) {
            throw new ModelDamaged("Expected %s, but it is missing; restore it from a backup".formatted(file), null);
        }
        return again;
    }

    private static <T> Optional<T> read(Path file, Class<T> type) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readValue(bytes, type));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            throw new ModelDamaged(
                    "Expected %s to be a whole JSON document, but it is damaged; restore it from a backup"
                            .formatted(file),
                    e);
        }
    }

    /** Has a folder's entries written to the disk, where the system can do so. */
    static void force(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
