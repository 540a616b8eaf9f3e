package io.mendflow.model.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** Hashes on disk, in parts by their first byte: equal ones are in the same part, in the order in which they came. One temporary file, gone when closed. */
final class Spill implements AutoCloseable {

    static final int PARTS = 256;

    private static final int ENTRY = 3 * Long.BYTES;
    private static final int BLOCK = 256 * ENTRY;

    private final FileChannel file;
    private final ByteBuffer[] pending = new ByteBuffer[PARTS];
    private final List<List<Long>> blocks = new ArrayList<>(PARTS);
    private long end;

    Spill() throws IOException {
        Path path = Files.createTempFile("mendflow-rows", ".tmp");
        file = FileChannel.open(
                path, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        for (int part = 0; part < PARTS; part++) {
            pending[part] = ByteBuffer.allocate(BLOCK);
            blocks.add(new ArrayList<>());
        }
    }

    /** @throws UncheckedIOException when the disk has no room */
    void add(long high, long low, long number) {
        int part = (int) (high >>> (Long.SIZE - Byte.SIZE));
        ByteBuffer buffer = pending[part];
        buffer.putLong(high).putLong(low).putLong(number);
        if (!buffer.hasRemaining()) {
            write(part, buffer.flip());
            buffer.clear();
        }
    }

    void forEach(int part, Seen.Visitor visitor) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(BLOCK);
        for (long offset : blocks.get(part)) {
            read(block.clear(), offset);
            visit(block.flip(), visitor);
        }
        visit(pending[part].duplicate().flip(), visitor);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // A temporary file that stays is the system's to sweep.
        }
    }

    private void write(int part, ByteBuffer block) {
        try {
            blocks.get(part).add(end);
            while (block.hasRemaining()) {
                end += file.write(block, end);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read(ByteBuffer block, long offset) throws IOException {
        while (block.hasRemaining()) {
            if (file.read(block, offset + block.position()) < 0) {
                throw new IOException("the temporary file is shorter than what was written to it");
            }
        }
    }

    private static void visit(ByteBuffer entries, Seen.Visitor visitor) {
        while (entries.hasRemaining()) {
            visitor.visit(entries.getLong(), entries.getLong(), entries.getLong());
        }
    }
}
