package io.mendflow.model.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One reading of a table from its beginning to its end, and all that is counted on the way. */
final class Scan implements AutoCloseable {

    private final Expectations expectations;
    private final Set<String> missingValues;
    private final int kept;

    private final List<ColumnProfile> columns = new ArrayList<>();
    private final Map<String, Integer> places = new HashMap<>();
    private final Set<String> twice = new HashSet<>();
    private final Map<String, Duplicates> unique = new LinkedHashMap<>();
    private final Map<String, Tally> flaws = new LinkedHashMap<>();
    private final Tally withoutKey = new Tally();
    private final RowHashes hashes = new RowHashes();
    private final Duplicates sameRows;
    private final Duplicates sameKeys;
    private final Sample sample;
    private int[] key = {};
    private boolean ofText;
    private int nameless;
    private long rows;
    private @Nullable String remark;
    private @Nullable Digest digest;
    private @Nullable TableUnreadable unreadable;

    /** @param kept how many rows are remembered in memory, for finding duplicates */
    Scan(Expectations expectations, int kept) {
        this.expectations = expectations;
        this.missingValues = new HashSet<>(expectations.missingValues());
        this.kept = kept;
        this.sameRows = new Duplicates(kept);
        this.sameKeys = new Duplicates(kept);
        this.sample = new Sample(expectations.leakage().sample());
    }

    /** Reads the table; when it cannot be read to its end, what was read until then stands. */
    void read(Table table) {
        ofText = table instanceof CsvTable;
        try (RowReader reader = table.open()) {
            learnColumns(reader.columns());
            for (Row row = reader.next(); row != null; row = reader.next()) {
                learnColumns(reader.columns());
                add(row);
            }
            remark = reader.remark();
            digest = hashes.digest(reader.columns());
        } catch (TableUnreadable e) {
            unreadable = e;
        }
    }

    List<ColumnProfile> columns() {
        return columns;
    }

    /** Where a column is; -1 when it is not there. */
    int place(@Nullable String column) {
        return column == null ? -1 : places.getOrDefault(column, -1);
    }

    /** Names that more than one column has. */
    Set<String> twice() {
        return twice;
    }

    /** How many columns have no name. */
    int nameless() {
        return nameless;
    }

    /** By what is wrong with them, the rows that are no whole row. */
    Map<String, Tally> flaws() {
        return flaws;
    }

    long flawed() {
        return flaws.values().stream().mapToLong(Tally::count).sum();
    }

    /** Rows without a value in some column of the key. */
    Tally withoutKey() {
        return withoutKey;
    }

    Duplicates.Result sameRows() {
        return sameRows.result();
    }

    Duplicates.Result sameKeys() {
        return sameKeys.result();
    }

    /** By column that is to have no value twice, how it is. */
    Map<String, Duplicates.Result> sameValues() {
        var results = new LinkedHashMap<String, Duplicates.Result>();
        unique.forEach((column, duplicates) -> results.put(column, duplicates.result()));
        return results;
    }

    Sample sample() {
        return sample;
    }

    /** How many there were, flawed ones too. */
    long rows() {
        return rows;
    }

    @Nullable
    String remark() {
        return remark;
    }

    /** Null when the table was not read to its end. */
    @Nullable
    Digest digest() {
        return digest;
    }

    /** Why not all was read; null when all was. */
    @Nullable
    TableUnreadable unreadable() {
        return unreadable;
    }

    @Override
    public void close() {
        sameRows.close();
        sameKeys.close();
        unique.values().forEach(Duplicates::close);
    }

    /** JSON lines find more columns on the way; nobody else does. */
    private void learnColumns(List<Column> found) {
        for (int i = columns.size(); i < found.size(); i++) {
            String name = found.get(i).name();
            nameless += name.isEmpty() ? 1 : 0;
            if (places.putIfAbsent(name, i) != null) {
                twice.add(name);
            }
            ColumnExpectation expected = expectations.of(name);
            columns.add(new ColumnProfile(name, expected, ofText, rows - flawed()));
            if (expected.unique()) {
                unique.putIfAbsent(name, new Duplicates(kept));
            }
            key = expectations.key().stream().mapToInt(this::place).toArray();
        }
    }

    private void add(Row row) {
        rows++;
        RowHashes.Hash hash = hashes.add(row);
        if (row.flaw() != null) {
            flaws.computeIfAbsent(row.flaw(), flaw -> new Tally()).add(row);
            return;
        }
        sameRows.add(hash, row.number());
        addKey(row);
        int place = expectations.label() == null ? -1 : sample.place();
        for (int i = 0; i < columns.size(); i++) {
            ColumnProfile column = columns.get(i);
            Object value = present(row.value(i));
            column.add(row.number(), value);
            if (place >= 0) {
                sample.put(
                        place,
                        i,
                        value == null ? Double.NaN : column.lastNumber(),
                        value == null ? 0 : Sample.code(value));
            }
        }
        unique.forEach((name, duplicates) -> {
            int column = place(name);
            if (present(row.value(column)) != null) {
                duplicates.add(hashes.of(row, new int[] {column}), row.number());
            }
        });
    }

    private void addKey(Row row) {
        if (key.length == 0) {
            return;
        }
        for (int column : key) {
            if (column < 0 || present(row.value(column)) == null) {
                withoutKey.add(row);
                return;
            }
        }
        sameKeys.add(hashes.of(row, key), row.number());
    }

    /** Null for a value that means that there is none. */
    private @Nullable Object present(@Nullable Object value) {
        boolean missing = value instanceof String text
                ? text.isEmpty() || missingValues.contains(text)
                : value instanceof Double number && number.isNaN();
        return missing ? null : value;
    }
}
