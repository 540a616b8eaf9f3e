package io.mendflow.model.data;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** A file with one JSON object a line. */
record JsonLinesTable(Path file) implements Table {

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public RowReader open() {
        return new JsonLinesReader(TextSource.open(file, StandardCharsets.UTF_8));
    }
}
