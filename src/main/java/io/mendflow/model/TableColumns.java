package io.mendflow.model;

import io.mendflow.model.data.ColumnSummary;
import io.mendflow.model.data.ColumnType;
import io.mendflow.model.data.DataCheck;
import io.mendflow.model.data.DataReport;
import io.mendflow.model.data.Expectations;
import io.mendflow.model.data.Row;
import io.mendflow.model.data.RowReader;
import io.mendflow.model.data.Severity;
import io.mendflow.model.data.Table;
import io.mendflow.model.drift.CategoricalWriter;
import io.mendflow.model.drift.Column;
import io.mendflow.model.drift.ColumnStore;
import io.mendflow.model.drift.NumericWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table, brought to where they can be compared: numbers where every value is one, categories otherwise. Dates and times are left out;
 * they drift by nature. The table is read twice, and may be larger than memory. Closing it lets go of them.
 */
public final class TableColumns implements AutoCloseable {

    private final ColumnStore store;
    private final Map<String, Column> columns;

    private TableColumns(ColumnStore store) {
        this.store = store;
        this.columns = store.columns();
    }

    /**
     * Reads a table.
     *
     * @param folder where a file may be laid meanwhile
     * @throws IllegalArgumentException when it cannot be read to its end, or two of its columns have one name
     */
    public static TableColumns of(Table table, Path folder) throws IOException {
        DataReport report = DataCheck.check(table, Expectations.NONE, Clock.systemUTC());
        report.findings(Severity.ERROR).stream().findFirst().ifPresent(finding -> {
            String column = finding.column() == null ? "" : " (column %s)".formatted(finding.column());
            throw new IllegalArgumentException(
                    "Expected %s to be readable: %s%s".formatted(table.name(), finding.message(), column));
        });
        var store = new ColumnStore(folder);
        try {
            write(table, report.columns(), store);
            return new TableColumns(store);
        } catch (RuntimeException e) {
            store.close();
            throw e;
        }
    }

    public Map<String, Column> columns() {
        return columns;
    }

    @Override
    public void close() throws IOException {
        store.close();
    }

    private static void write(Table table, List<ColumnSummary> summaries, ColumnStore store) {
        Map<String, Writer> writers = new HashMap<>();
        for (ColumnSummary column : summaries) {
            if (!column.name().isEmpty() && !isTime(column.type())) {
                writers.put(column.name(), writer(column, store));
            }
        }
        try (RowReader reader = table.open()) {
            List<@Nullable Writer> places = new ArrayList<>();
            for (Row row = reader.next(); row != null; row = reader.next()) {
                if (row.flaw() != null) {
                    continue;
                }
                // JSON lines find more columns on the way.
                for (int place = places.size(); place < reader.columns().size(); place++) {
                    places.add(writers.get(reader.columns().get(place).name()));
                }
                for (int place = 0; place < places.size(); place++) {
                    Writer writer = places.get(place);
                    if (writer != null) {
                        writer.add(row.value(place));
                    }
                }
            }
        }
    }

    private static Writer writer(ColumnSummary column, ColumnStore store) {
        if (column.type() == ColumnType.INTEGER || column.type() == ColumnType.DECIMAL) {
            NumericWriter numbers = store.numeric(column.name());
            return value -> numbers.add(number(value));
        }
        CategoricalWriter categories = store.categorical(column.name());
        return value -> categories.add(isMissing(value) ? null : String.valueOf(value));
    }

    private static boolean isTime(@Nullable ColumnType type) {
        return type == ColumnType.DATE || type == ColumnType.TIMESTAMP;
    }

    private static boolean isMissing(@Nullable Object value) {
        return value == null || value.equals("");
    }

    /** NaN for a missing one, and for one that is a number only with its unit. */
    private static double number(@Nullable Object value) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        if (isMissing(value)) {
            return Double.NaN;
        }
        try {
            return Double.parseDouble(String.valueOf(value).strip());
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Takes the values of one column. */
    private interface Writer {

        void add(@Nullable Object value);
    }
}
