package io.mendflow.model.data;

/**
 * A fingerprint of a table's content, the same for the same rows in the same order, however they are stored: SHA-256 over the SHA-256 of each row, then
 * the columns. A row's is over its values as text, each in UTF-8 after its length in four bytes (−1 for a missing one; those at the row's end are left
 * out); numbers are without trailing zeros, times in UTC. CSV has only text: there {@code 1.0} differs from {@code 1}.
 *
 * @param algorithm its name
 * @param value in hexadecimal digits
 * @param rows how many it is over
 */
public record Digest(String algorithm, String value, long rows) {

    static final String ALGORITHM = "sha256-rows-v1";

    /**
     * Reads a table to its end.
     *
     * @throws TableUnreadable when that is not possible
     */
    public static Digest of(Table table) {
        try (RowReader reader = table.open()) {
            var hashes = new RowHashes();
            for (Row row = reader.next(); row != null; row = reader.next()) {
                hashes.add(row);
            }
            return hashes.digest(reader.columns());
        }
    }
}
