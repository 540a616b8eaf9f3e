package io.mendflow.model.data;

import io.mendflow.connector.RowSink;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;

/**
 * Writes a database's answer as a CSV file, so that its values are read from there as what they were: numbers without grouping, dates and times as
 * ISO-8601 has them, {@code true} and {@code false}. What is missing is empty, which an empty text and NaN become too.
 */
public final class CsvRows implements RowSink, AutoCloseable {

    private final CSVPrinter csv;
    private @Nullable JdbcColumns columns;

    /** @param out closed with this */
    public CsvRows(OutputStream out) throws IOException {
        this.csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
    }

    @Override
    public void begin(ResultSetMetaData about) throws SQLException, IOException {
        columns = new JdbcColumns(about);
        csv.printRecord(columns.columns().stream().map(Column::name).toList());
    }

    @Override
    public void row(ResultSet row) throws SQLException, IOException {
        if (columns == null) {
            throw new IllegalStateException("Expected the columns before the first row");
        }
        List<@Nullable Object> values = new ArrayList<>(columns.columns().size());
        for (Object value : values(columns, row)) {
            values.add(written(value));
        }
        csv.printRecord(values);
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }

    /** The message of a failed conversion quotes the value, and so is not passed on. */
    private static List<@Nullable Object> values(JdbcColumns columns, ResultSet row) throws SQLException {
        try {
            return columns.values(row);
        } catch (SQLException e) {
            throw new SQLException(
                    "a value cannot be read as its column's type; cast it in the query", e.getSQLState());
        }
    }

    private static @Nullable Object written(@Nullable Object value) {
        if (value instanceof BigDecimal decimal) {
            return decimal.toPlainString();
        }
        return value instanceof Double number && number.isNaN() ? null : value;
    }
}
