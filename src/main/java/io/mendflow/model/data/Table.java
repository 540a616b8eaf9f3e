package io.mendflow.model.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import javax.sql.DataSource;

/** Rows with named columns, somewhere outside; each opening reads them from the beginning, one at a time. */
public interface Table {

    /** What reports call it: a file's name, a table's name; never a whole path or an address. */
    String name();

    /**
     * Begins to read.
     *
     * @throws TableUnreadable when it is not there, or has no columns
     */
    RowReader open();

    /**
     * The table in a file, of the kind that its ending tells: {@code .csv}, {@code .tsv}, {@code .jsonl}, {@code .ndjson} (each also with {@code .gz})
     * or {@code .parquet}.
     */
    static Table of(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        String plain = name.endsWith(".gz") ? name.substring(0, name.length() - 3) : name;
        return switch (plain.substring(plain.lastIndexOf('.') + 1)) {
            case "csv" -> csv(file);
            case "tsv" -> csv(file, new CsvLayout('\t', StandardCharsets.UTF_8));
            case "jsonl", "ndjson" -> jsonLines(file);
            case "parquet" -> parquet(file);
            default ->
                throw new IllegalArgumentException(
                        "Expected a file that ends in .csv, .tsv, .jsonl, .ndjson or .parquet, but it is '%s'; rename it, or open it as the kind that it is"
                                .formatted(file.getFileName()));
        };
    }

    /** A CSV file in UTF-8 with commas; gzip and byte order marks are seen by themselves. */
    static Table csv(Path file) {
        return csv(file, CsvLayout.PLAIN);
    }

    static Table csv(Path file, CsvLayout layout) {
        return new CsvTable(file, layout);
    }

    /** A file with one JSON object a line; nested objects become columns such as {@code address.city}, arrays stay JSON text. */
    static Table jsonLines(Path file) {
        return new JsonLinesTable(file);
    }

    /** A Parquet file: plain, or packed with gzip, Snappy, Zstandard or LZ4_RAW. */
    static Table parquet(Path file) {
        return new ParquetTable(file);
    }

    /**
     * A table of a database, in the order of its primary key where it has one.
     *
     * @param table its plain name, with or without a schema
     */
    static Table jdbc(DataSource database, String table) {
        return JdbcTable.whole(database, table);
    }

    /**
     * What a query answers.
     *
     * @param name what reports call it
     * @param query a select; ordered, when its digest is to be compared
     */
    static Table query(DataSource database, String name, String query) {
        return JdbcTable.query(database, name, query);
    }
}
