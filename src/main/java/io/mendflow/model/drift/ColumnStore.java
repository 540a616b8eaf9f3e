package io.mendflow.model.drift;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The columns of one data set, written row by row. Whole blocks of values go to a scratch file, so that a set larger than memory fits; closing the
 * store deletes it, and its columns cannot be read any more. A set of a few thousand rows makes no file.
 *
 * <p>Several threads may read its columns, one may write.
 *
 * <pre>{@code
 * try (var store = new ColumnStore(folder)) {
 *     NumericWriter age = store.numeric("age");
 *     CategoricalWriter city = store.categorical("city");
 *     while (rows.next()) {
 *         age.add(rows.getDouble(1));
 *         city.add(rows.getString(2));
 *     }
 *     DriftCheck.compare(reference, store.columns(), DriftSettings.defaults());
 * }
 * }</pre>
 */
public final class ColumnStore implements AutoCloseable {

    private final ScratchFile scratch;
    private final Map<String, Supplier<Column>> columns = new LinkedHashMap<>();

    /** @param folder where the scratch file is made when there is something to put into it; it must exist */
    public ColumnStore(Path folder) {
        this.scratch = new ScratchFile(folder);
    }

    /** A new column of numbers. */
    public NumericWriter numeric(String name) {
        var writer = new NumericWriter(name, new Tape(scratch));
        declare(name, writer::column);
        return writer;
    }

    /** A new column of categories. */
    public CategoricalWriter categorical(String name) {
        var writer = new CategoricalWriter(name, new Tape(scratch));
        declare(name, writer::column);
        return writer;
    }

    /** What was written, in the order in which the columns were declared; nothing can be added to them afterwards. */
    public Map<String, Column> columns() {
        var written = new LinkedHashMap<String, Column>();
        columns.forEach((name, column) -> written.put(name, column.get()));
        return written;
    }

    @Override
    public void close() throws IOException {
        scratch.close();
    }

    private void declare(String name, Supplier<Column> column) {
        if (columns.putIfAbsent(name, column) != null) {
            throw new IllegalArgumentException(
                    "Expected a column name once, but '%s' is there already; rename one of the two".formatted(name));
        }
    }
}
