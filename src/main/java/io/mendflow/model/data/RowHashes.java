package io.mendflow.model.data;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hashes rows one by one, and all of them together; {@link Digest} says how. */
final class RowHashes {

    private static final int MOST_ZEROS = 100;

    private final MessageDigest all = sha256();
    private final MessageDigest one = sha256();
    private ByteBuffer buffer = ByteBuffer.allocate(1024);
    private long rows;

    /** Adds a row to the whole, and gives its own hash. */
    Hash add(Row row) {
        rows++;
        int end = row.values().size();
        while (end > 0 && row.value(end - 1) == null) {
            end--;
        }
        for (int i = 0; i < end; i++) {
            put(row.value(i));
        }
        byte[] hash = hash();
        all.update(hash);
        return Hash.of(hash);
    }

    /** The hash of some values of a row, which are all there. */
    Hash of(Row row, int[] columns) {
        for (int column : columns) {
            put(row.value(column));
        }
        return Hash.of(hash());
    }

    /** Ends the whole. */
    Digest digest(List<Column> columns) {
        columns.forEach(column -> put(column.name()));
        all.update(buffer.flip());
        return new Digest(Digest.ALGORITHM, HexFormat.of().formatHex(all.digest()), rows);
    }

    /** A value as the text that stands for it wherever values are compared. */
    static String text(Object value) {
        if (value instanceof String text) {
            return text;
        }
        if (value instanceof Double number) {
            return Double.isFinite(number) ? text(BigDecimal.valueOf(number)) : number.toString();
        }
        if (value instanceof BigDecimal number) {
            BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            // A number such as 1E+999999999 would fill the memory with zeros.
            return Math.abs(stripped.scale()) <= MOST_ZEROS ? stripped.toPlainString() : stripped.toString();
        }
        if (value instanceof LocalDateTime time) {
            return time.toLocalDate() + "T" + time.toLocalTime();
        }
        return value instanceof Instant instant ? instant.toString() : String.valueOf(value);
    }

    private void put(@Nullable Object value) {
        if (value == null) {
            room(Integer.BYTES).putInt(-1);
            return;
        }
        byte[] bytes = text(value).getBytes(StandardCharsets.UTF_8);
        room(Integer.BYTES + bytes.length).putInt(bytes.length).put(bytes);
    }

    /** The hash of what was put. */
    private byte[] hash() {
        one.update(buffer.flip());
        buffer.clear();
        return one.digest();
    }

    private ByteBuffer room(int size) {
        if (buffer.remaining() < size) {
            buffer = ByteBuffer.allocate(Math.max(2 * buffer.capacity(), buffer.position() + size))
                    .put(buffer.flip());
        }
        return buffer;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Half of a hash: enough that no two rows of any table meet by chance. */
    record Hash(long high, long low) {

        private static Hash of(byte[] bytes) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            return new Hash(buffer.getLong(), buffer.getLong());
        }
    }
}
