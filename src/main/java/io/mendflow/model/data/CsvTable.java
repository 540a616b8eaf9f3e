package io.mendflow.model.data;

import java.nio.file.Path;

/** A CSV file whose first record names the columns. */
record CsvTable(Path file, CsvLayout layout) implements Table {

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public RowReader open() {
        return new CsvReader(TextSource.open(file, layout.charset()), layout.delimiter());
    }
}
