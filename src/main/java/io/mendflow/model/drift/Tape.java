package io.mendflow.model.drift;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of 64-bit values that is written once, from its start to its end, and then read as often as wanted. */
final class Tape {

    private static final int BLOCK_VALUES = 4096;
    private static final int BLOCK_BYTES = BLOCK_VALUES * Long.BYTES;

    private final @Nullable ScratchFile scratch;
    private final List<ByteBuffer> kept = new ArrayList<>();
    private final List<Long> positions = new ArrayList<>();
    private ByteBuffer block = ByteBuffer.allocate(BLOCK_BYTES);
    private int rows;
    private boolean finished;

    /** @param scratch takes every whole block; null keeps them in memory */
    Tape(@Nullable ScratchFile scratch) {
        this.scratch = scratch;
    }

    static Tape inMemory() {
        return new Tape(null);
    }

    void add(String column, long value) {
        if (finished) {
            throw new IllegalStateException(
                    "Expected no more rows of column '%s' after it was read; write all of them first"
                            .formatted(column));
        }
        if (!block.hasRemaining()) {
            turn();
        }
        block.putLong(value);
        rows = Math.addExact(rows, 1);
    }

    int finish() {
        finished = true;
        return rows;
    }

    void read(Reader reader) {
        int row = 0;
        ByteBuffer read = ByteBuffer.allocate(scratch == null ? 0 : BLOCK_BYTES);
        int whole = (scratch == null ? kept.size() : positions.size());
        for (int i = 0; i < whole; i++) {
            row = pass(scratch == null ? kept.get(i).duplicate() : scratch.read(read, positions.get(i)), row, reader);
        }
        pass(block.duplicate().flip(), row, reader);
    }

    private static int pass(ByteBuffer values, int from, Reader reader) {
        int row = from;
        while (values.hasRemaining()) {
            reader.accept(row++, values.getLong());
        }
        return row;
    }

    private void turn() {
        block.flip();
        if (scratch == null) {
            kept.add(block);
            block = ByteBuffer.allocate(BLOCK_BYTES);
        } else {
            positions.add(scratch.append(block));
            block.clear();
        }
    }

    /** Takes one value. */
    interface Reader {
        void accept(int row, long value);
    }
}
