package io.mendflow.connector.tensorflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.tensorflow.TensorflowSettings.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** A server's model config file: replaced whole, with what is wanted in its first line, which is a comment to the server. */
final class ConfigFile {

    private static final String MARK = "# Written by Mendflow: ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;
    private final Server server;

    /** @param name of the model there */
    ConfigFile(String name, Server server) {
        this.name = name;
        this.server = server;
    }

    /**
     * What was wanted last.
     *
     * @throws IllegalStateException when somebody else has written the file
     */
    Wanted read() {
        Path file = server.configFile();
        try {
            if (!Files.exists(file)) {
                return Wanted.NOTHING;
            }
            String text = Files.readString(file);
            if (text.isBlank()) {
                return Wanted.NOTHING;
            }
            String first = text.lines().findFirst().orElse("");
            if (!first.startsWith(MARK)) {
                throw foreign(file);
            }
            return JSON.readValue(first.substring(MARK.length()), Wanted.class);
        } catch (JsonProcessingException e) {
            throw foreign(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Expected to read %s, but it failed: %s".formatted(file, e), e);
        }
    }

    /**
     * Makes the file say what follows from what it says. Changes wait for each other, here and in other processes.
     *
     * @return what it says then
     */
    Wanted change(UnaryOperator<Wanted> change) {
        Path file = server.configFile().toAbsolutePath();
        synchronized (ConfigFile.class) {
            try (FileChannel lock = FileChannel.open(
                            sibling(file, "lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = lock.lock()) {
                Wanted before = read();
                Wanted after = change.apply(before);
                if (!after.equals(before)) {
                    write(file, text(after));
                }
                return after;
            } catch (IOException e) {
                throw new UncheckedIOException("Expected to write %s, but it failed: %s".formatted(file, e), e);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path next = sibling(file, "new");
        try (FileChannel channel = FileChannel.open(
                next, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling("." + file.getFileName() + "." + suffix);
    }

    private String text(Wanted wanted) throws JsonProcessingException {
        var text =
                new StringBuilder(MARK).append(JSON.writeValueAsString(wanted)).append('\n');
        if (wanted.versions().isEmpty()) {
            return text.append("model_config_list {\n}\n").toString();
        }
        text.append("model_config_list {\n  config {\n");
        text.append("    name: \"%s\"\n    base_path: \"%s\"\n    model_platform: \"%s\"\n"
                .formatted(name, server.seenBasePath(), server.platform()));
        text.append("    model_version_policy {\n      specific {\n");
        wanted.versions().forEach(version -> text.append("        versions: %d\n".formatted(version)));
        text.append("      }\n    }\n");
        wanted.labels()
                .forEach((label, version) -> text.append(String.format(
                        Locale.ROOT,
                        "    version_labels {\n      key: \"%s\"\n      value: %s\n    }\n",
                        label,
                        version)));
        return text.append("  }\n}\n").toString();
    }

    private static IllegalStateException foreign(Path file) {
        return new IllegalStateException(
                "Expected %s to be written by Mendflow, or to be empty, but somebody else has written it; move it away, or name another config-file"
                        .formatted(file));
    }
}
