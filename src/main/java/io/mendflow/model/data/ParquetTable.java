package io.mendflow.model.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.LocalInputFile;

/** A Parquet file. One of its row groups at a time is in memory. */
record ParquetTable(Path file) implements Table {

    @Override
    public String name() {
        return String.valueOf(file.getFileName());
    }

    @Override
    public RowReader open() {
        if (!Files.isRegularFile(file)) {
            throw new TableUnreadable("Expected a file, but there is none; check where it should be");
        }
        ParquetReadOptions options = ParquetReadOptions.builder(new PlainParquetConfiguration())
                .withCodecFactory(new ParquetCodecs())
                .build();
        try {
            return new ParquetReader(new ParquetFileReader(new LocalInputFile(file), options));
        } catch (IOException | RuntimeException e) {
            throw new TableUnreadable(
                    "Expected a Parquet file, but it is none, or is not whole; check what wrote it, and copy it again");
        }
    }
}
