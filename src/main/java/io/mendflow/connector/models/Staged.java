package io.mendflow.connector.models;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.commons.io.file.PathUtils;

/**
 * A folder being filled out of sight: it appears in its place at once, or never. Its lock tells that somebody is at work on it; one without its
 * writer is removed by the next.
 */
final class Staged implements AutoCloseable {

    private final Path folder;
    private final Path lockFile;
    private final FolderLock lock;

    private Staged(Path folder, Path lockFile, FolderLock lock) {
        this.folder = folder;
        this.lockFile = lockFile;
        this.lock = lock;
    }

    static Staged in(Path staging) throws IOException {
        Path folder = staging.resolve(UUID.randomUUID().toString());
        Path lockFile = lockOf(folder);
        // Before the folder: whoever sees the folder and gets the lock knows that its writer is gone.
        FolderLock lock = FolderLock.hold(lockFile);
        try {
            Files.createDirectory(folder);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        return new Staged(folder, lockFile, lock);
    }

    /** Removes what writers left that died. */
    static void sweep(Path staging) throws IOException {
        List<Path> folders;
        try (Stream<Path> entries = Files.list(staging)) {
            folders = entries.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            Optional<FolderLock> lock = FolderLock.tryHold(lockOf(folder));
            if (lock.isPresent()) {
                new Staged(folder, lockOf(folder), lock.get()).close();
            }
        }
    }

    private static Path lockOf(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".lock");
    }

    Path folder() {
        return folder;
    }

    /** Brings the folder to its place; false when there is one already. */
    boolean moveTo(Path place) throws IOException {
        Documents.force(folder);
        try {
            Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Systems say in various ways that a folder is there and not empty.
            if (Files.isDirectory(place)) {
                return false;
            }
            throw e;
        }
        Documents.force(place.getParent());
        return true;
    }

    @Override
    public void close() throws IOException {
        try (lock) {
            if (Files.exists(folder)) {
                PathUtils.deleteDirectory(folder);
            }
            Files.deleteIfExists(lockFile);
        }
    }
}
