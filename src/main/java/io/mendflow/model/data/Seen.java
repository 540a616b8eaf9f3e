package io.mendflow.model.data;

import io.mendflow.model.data.RowHashes.Hash;

/** The hashes that were seen and the row of each: a hash table in one array, 24 bytes a slot. */
final class Seen {

    private static final int WIDTH = 3;

    private long[] slots = new long[WIDTH * 1024];
    private int size;

    int size() {
        return size;
    }

    /**
     * Remembers a hash.
     *
     * @param number of its row, from 1
     * @return the row that had it first; 0 when it is new
     */
    long put(long high, long low, long number) {
        if (size * 10L > slots.length / WIDTH * 6L) {
            grow();
        }
        int at = slot(slots, high, low);
        if (slots[at + 2] != 0) {
            return slots[at + 2];
        }
        slots[at] = high;
        slots[at + 1] = low;
        slots[at + 2] = number;
        size++;
        return 0;
    }

    void forEach(Visitor visitor) {
        for (int at = 0; at < slots.length; at += WIDTH) {
            if (slots[at + 2] != 0) {
                visitor.visit(slots[at], slots[at + 1], slots[at + 2]);
            }
        }
    }

    private void grow() {
        long[] old = slots;
        long[] larger = new long[Math.multiplyExact(old.length, 2)];
        for (int at = 0; at < old.length; at += WIDTH) {
            if (old[at + 2] != 0) {
                System.arraycopy(old, at, larger, slot(larger, old[at], old[at + 1]), WIDTH);
            }
        }
        slots = larger;
    }

    private static int slot(long[] slots, long high, long low) {
        int count = slots.length / WIDTH;
        // The high bits choose the part on disk: within one, the low ones spread.
        int at = (int) Long.remainderUnsigned(low, count);
        while (slots[at * WIDTH + 2] != 0 && (slots[at * WIDTH] != high || slots[at * WIDTH + 1] != low)) {
            at = at + 1 == count ? 0 : at + 1;
        }
        return at * WIDTH;
    }

    /** Takes what was remembered: a {@link Hash} in two halves, and its row. */
    interface Visitor {
        void visit(long high, long low, long number);
    }
}
