package io.mendflow.model.data;

import io.mendflow.model.data.RowHashes.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Counts what comes more than once, exactly: in memory up to some hundred thousand, beyond that over a temporary file of 24 bytes a row, one part of it in
 * memory at a time.
 */
final class Duplicates implements AutoCloseable {

    static final int KEPT_IN_MEMORY = 250_000;

    private static final int MOST_EXAMPLES = 5;

    private final int kept;
    private final List<Example> examples = new ArrayList<>();
    private Seen seen = new Seen();
    private @Nullable Spill spill;
    private boolean noRoom;
    private long looked;
    private long count;

    Duplicates(int kept) {
        this.kept = kept;
    }

    /** @param number of the row, from 1 */
    void add(Hash hash, long number) {
        if (noRoom) {
            return;
        }
        looked++;
        try {
            if (spill != null) {
                spill.add(hash.high(), hash.low(), number);
                return;
            }
            put(hash.high(), hash.low(), number);
            if (seen.size() > kept) {
                spill = new Spill();
                seen.forEach(spill::add);
                seen = new Seen();
            }
        } catch (IOException | UncheckedIOException e) {
            giveUp();
        }
    }

    /** Ends the counting. */
    Result result() {
        if (spill != null) {
            try {
                for (int part = 0; part < Spill.PARTS; part++) {
                    seen = new Seen();
                    spill.forEach(part, this::put);
                }
            } catch (IOException e) {
                giveUp();
            }
        }
        return new Result(count, !noRoom, looked, examples);
    }

    @Override
    public void close() {
        if (spill != null) {
            spill.close();
        }
    }

    private void put(long high, long low, long number) {
        if (seen.put(high, low, number) != 0) {
            count++;
            if (examples.size() < MOST_EXAMPLES) {
                examples.add(new Example(number, null));
            }
        }
    }

    private void giveUp() {
        noRoom = true;
        seen = new Seen();
    }

    /**
     * What was counted.
     *
     * @param count of those that had come before
     * @param exact false when the disk had no room: then there are at least so many
     * @param looked how many were looked at
     */
    record Result(long count, boolean exact, long looked, List<Example> examples) {}
}
