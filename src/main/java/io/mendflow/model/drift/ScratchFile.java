package io.mendflow.model.drift;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A file for what memory should not hold; it is made when it is first needed, and deleted when closed. */
final class ScratchFile implements AutoCloseable {

    private final Path folder;
    private @Nullable FileChannel channel;
    private long end;
    private boolean closed;

    ScratchFile(Path folder) {
        this.folder = folder;
    }

    /** Writes what remains of the block and answers its position. */
    synchronized long append(ByteBuffer block) {
        long position = end;
        try {
            FileChannel file = open();
            while (block.hasRemaining()) {
                end += file.write(block, end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Could not write to the scratch file in %s; make room there or take another folder"
                            .formatted(folder),
                    e);
        }
        return position;
    }

    /** Fills the block from the position on, and answers it ready to be read. */
    ByteBuffer read(ByteBuffer block, long position) {
        block.clear();
        try {
            FileChannel file = open();
            while (block.hasRemaining()) {
                if (file.read(block, position + block.position()) < 0) {
                    throw new IOException("it ends at " + (position + block.position()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Could not read the scratch file in %s".formatted(folder), e);
        }
        return block.flip();
    }

    @Override
    public synchronized void close() throws IOException {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }

    private synchronized FileChannel open() throws IOException {
        if (closed) {
            throw new IOException("The columns' store is closed; compare before closing it");
        }
        if (channel == null) {
            channel = FileChannel.open(
                    Files.createTempFile(folder, "columns", ".scratch"),
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.DELETE_ON_CLOSE);
        }
        return channel;
    }
}
