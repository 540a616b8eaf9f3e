package io.mendflow.model.data;

import io.mendflow.model.data.ParquetCodecs.UnsupportedCodec;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.MessageColumnIO;
import org.apache.parquet.io.RecordReader;
import org.jspecify.annotations.Nullable;

/** Reads Parquet, one row group after another. */
final class ParquetReader implements RowReader {

    private final ParquetFileReader file;
    private final ParquetRow row;
    private final MessageColumnIO assembly;
    private @Nullable RecordReader<List<@Nullable Object>> group;
    private long left;
    private long number;

    ParquetReader(ParquetFileReader file) {
        this.file = file;
        var schema = file.getFileMetaData().getSchema();
        this.row = new ParquetRow(schema);
        this.assembly = new ColumnIOFactory().getColumnIO(schema);
    }

    @Override
    public List<Column> columns() {
        return row.columns();
    }

    @Override
    public @Nullable Row next() {
        number++;
        try {
            while (left == 0) {
                PageReadStore pages = file.readNextRowGroup();
                if (pages == null) {
                    return null;
                }
                left = pages.getRowCount();
                group = assembly.getRecordReader(pages, row);
            }
            left--;
            return group == null ? null : new Row(number, group.read(), null);
        } catch (UnsupportedCodec e) {
            throw new TableUnreadable(
                    "Expected Parquet that is plain or packed with gzip, Snappy, Zstandard or LZ4_RAW, but it is packed with %s; write it anew"
                            .formatted(e.getMessage()),
                    number);
        } catch (IOException | RuntimeException e) {
            // The messages of decoders may hold values.
            throw new TableUnreadable(
                    "Expected the rows that the Parquet file announces, but it is damaged here; copy it again", number);
        }
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            // What was read is read.
        }
    }
}
