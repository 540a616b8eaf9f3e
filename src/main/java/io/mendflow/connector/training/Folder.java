package io.mendflow.connector.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.mendflow.connector.CommandLine;
import io.mendflow.connector.TrainingRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one training, in a folder named as its id. Whoever dies at whatever moment, the training is run at most once and has one outcome:
 *
 * <ul>
 *   <li>{@code request.json}: what was asked. It is there before anything is started.
 *   <li>{@code run.sh}: runs the command. It may be started any number of times; only the one that links its process id to {@code pid} goes on.
 *   <li>{@code pid}: the process id of that one. It stays until the command has ended, and is told from a later process of the same id by its
 *       arguments, which name this folder.
 *   <li>{@code log}: what the command prints.
 *   <li>{@code outcome}: an exit code from {@code run.sh}, or a word from Mendflow. It is linked, too: the first one counts.
 * </ul>
 */
final class Folder {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final String SCRIPT =
            """
            # Runs one training, once, and leaves its exit code.
            [ "$1" = apart ] || ! command -v setsid > /dev/null || exec setsid sh "$0" apart
            cd "$(dirname "$0")" || exit 1
            echo $$ > "pid.$$" || exit 1
            ln "pid.$$" pid 2> /dev/null
            linked=$?
            rm -f "pid.$$"
            [ -e pid ] || { echo 'cannot make the link pid'; exit 1; }
            [ $linked = 0 ] && [ ! -e outcome ] || exit 75
            ( cd %s && exec %s ) > log 2>&1 < /dev/null
            echo $? > "outcome.$$" && ln "outcome.$$" outcome
            rm -f "outcome.$$"
            """;

    private final Path path;

    /** @param path absolute, and the same however the folder is reached */
    Folder(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    Path log() {
        return path.resolve("log");
    }

    Path script() {
        return path.resolve("run.sh");
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Makes the folder, whole or not at all, unless somebody has; it is an error when that was for another request. */
    void claim(TrainingRequest request, CommandLine command, @Nullable Path directory) throws IOException {
        if (exists()) {
            requireSame(request);
            return;
        }
        Path draft = path.resolveSibling("." + path.getFileName() + "." + UUID.randomUUID());
        Files.createDirectories(draft);
        try {
            Files.writeString(draft.resolve("request.json"), JSON.writeValueAsString(described(request)));
            String where = directory == null
                    ? "."
                    : new CommandLine(List.of(directory.toAbsolutePath().toString())).shellText();
            Files.writeString(draft.resolve("run.sh"), SCRIPT.formatted(where, command.shellText()));
            Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!exists()) {
                throw e;
            }
            requireSame(request);
        } finally {
            if (Files.exists(draft)) {
                PathUtils.deleteDirectory(draft);
            }
        }
    }

    /** The id of the process that got to run it. */
    Optional<Long> pid() throws IOException {
        return read("pid")
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::valueOf);
    }

    /** The process that runs it, if it does. */
    Optional<ProcessHandle> process() throws IOException {
        return pid().flatMap(ProcessHandle::of).filter(ProcessHandle::isAlive).filter(process -> Arrays.asList(
                        process.info().arguments().orElse(new String[0]))
                .contains(script().toString()));
    }

    /** When it was started; until it is, when it was asked for. */
    Instant started() throws IOException {
        Path file = path.resolve("pid");
        return Files.getLastModifiedTime(Files.exists(file) ? file : path.resolve("request.json"))
                .toInstant();
    }

    /** Says that it is being started now, should that have been asked for long ago. */
    void touch(Instant now) throws IOException {
        Files.setLastModifiedTime(path.resolve("request.json"), FileTime.from(now));
    }

    Optional<String> outcome() throws IOException {
        return read("outcome").map(String::strip);
    }

    /** Says how it ended, unless that has been said; what counts comes back. */
    String settle(String outcome) throws IOException {
        Path draft = path.resolve("outcome." + UUID.randomUUID());
        Files.writeString(draft, outcome);
        try {
            Files.createLink(path.resolve("outcome"), draft);
            return outcome;
        } catch (FileAlreadyExistsException e) {
            return outcome().orElse(outcome);
        } finally {
            Files.delete(draft);
        }
    }

    private void requireSame(TrainingRequest request) throws IOException {
        JsonNode asked = JSON.readTree(path.resolve("request.json").toFile());
        if (!asked.equals(JSON.valueToTree(described(request)))) {
            throw new IllegalArgumentException(
                    "Expected an id of its own for each training, but '%s' was used for another one: %s; what is asked now is %s"
                            .formatted(request.id(), asked, JSON.valueToTree(described(request))));
        }
    }

    private static Map<String, Object> described(TrainingRequest request) {
        return Map.of(
                "trainer", request.trainer(),
                "model", request.model(),
                "task", request.task(),
                "parameters", request.parameters());
    }

    private Optional<String> read(String file) throws IOException {
        try {
            return Optional.of(new String(Files.readAllBytes(path.resolve(file)), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
