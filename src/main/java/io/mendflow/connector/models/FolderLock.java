package io.mendflow.connector.models;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A lock on a file that one thread of one process has at a time. The system frees it when the process dies.
 *
 * <p>A file's lock belongs to the process, and closing any channel to the file frees it: so threads of this process queue here, and none opens a
 * file that another has locked. Other processes are asked again and again, as a wait inside the system sees deadlocks where threads of two
 * processes only cross.
 */
final class FolderLock implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long ASK_AGAIN_MILLIS = 5;

    /** Files locked by this process; also the monitor that its threads wait on. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path file;
    private final FileChannel channel;

    private FolderLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /**
     * Waits for the lock.
     *
     * @param file made when it is not there
     * @throws IOException when others hold it for half a minute
     */
    static FolderLock hold(Path file) throws IOException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        synchronized (HELD) {
            Optional<FolderLock> lock = tryHold(file);
            while (lock.isEmpty()) {
                if (System.nanoTime() - until > 0) {
                    throw new IOException("Expected to lock %s within %d s, but another writer holds it; end that one"
                            .formatted(file, PATIENCE.toSeconds()));
                }
                try {
                    HELD.wait(ASK_AGAIN_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IOException("Expected to lock %s, but was interrupted while waiting".formatted(file), e);
                }
                lock = tryHold(file);
            }
            return lock.get();
        }
    }

    /** The lock, unless somebody holds it. */
    static Optional<FolderLock> tryHold(Path file) throws IOException {
        synchronized (HELD) {
            if (HELD.contains(file)) {
                return Optional.empty();
            }
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean locked = false;
            try {
                FileLock lock = channel.tryLock();
                locked = lock != null;
            } finally {
                if (!locked) {
                    channel.close();
                }
            }
            if (!locked) {
                return Optional.empty();
            }
            HELD.add(file);
            return Optional.of(new FolderLock(file, channel));
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (HELD) {
            try {
                channel.close();
            } finally {
                HELD.remove(file);
                HELD.notifyAll();
            }
        }
    }
}
