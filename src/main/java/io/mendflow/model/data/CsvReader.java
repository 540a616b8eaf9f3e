package io.mendflow.model.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** Reads CSV by RFC 4180. A row with too few or too many fields is a flaw of that row; what follows a broken quote is not guessed. */
final class CsvReader implements RowReader {

    private final TextSource source;
    private final CSVParser parser;
    private final Iterator<CSVRecord> records;
    private final List<Column> columns;
    private long line = 1;

    CsvReader(TextSource source, char delimiter) {
        this.source = source;
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setDelimiter(delimiter)
                .setIgnoreEmptyLines(false)
                .get();
        try {
            this.parser =
                    CSVParser.builder().setReader(source).setFormat(format).get();
        } catch (IOException e) {
            throw new TableUnreadable(TextSource.reason(e));
        }
        this.records = parser.iterator();
        this.columns = header();
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        while (true) {
            long began = line;
            CSVRecord read = read();
            if (read == null) {
                return null;
            }
            if (!isBlank(read)) {
                return row(began, read);
            }
        }
    }

    @Override
    public @Nullable String remark() {
        return source.endsWithLineBreak() ? null : TextSource.NO_LINE_BREAK;
    }

    @Override
    public void close() {
        try {
            parser.close();
        } catch (IOException e) {
            // What was read is read.
        }
    }

    private List<Column> header() {
        CSVRecord names;
        try {
            names = read();
        } catch (TableUnreadable e) {
            close();
            throw e;
        }
        if (names == null || (names.size() == 1 && names.get(0).isBlank())) {
            close();
            throw new TableUnreadable(
                    "Expected a first line with the names of the columns, but %s; check what wrote it"
                            .formatted(names == null ? "the file is empty" : "it is blank"),
                    names == null ? 0 : 1);
        }
        return Arrays.stream(names.values())
                .map(name -> new Column(name.strip(), null))
                .toList();
    }

    private @Nullable CSVRecord read() {
        source.beginRecord();
        long began = line;
        try {
            CSVRecord read = records.hasNext() ? records.next() : null;
            line = parser.getCurrentLineNumber() + 1;
            return read;
        } catch (UncheckedIOException e) {
            throw new TableUnreadable(
                    e.getCause() instanceof CSVException ? brokenQuote() : TextSource.reason(e.getCause()), began);
        } catch (IllegalStateException e) {
            throw new TableUnreadable(brokenQuote(), began);
        }
    }

    private static String brokenQuote() {
        return "Expected a closed quote followed by a delimiter or a line break, but the row that begins here has none;"
                + " nothing after it was read";
    }

    /** A blank line means nothing, except in a file of one column, where it is a missing value. */
    private boolean isBlank(CSVRecord read) {
        return columns.size() > 1 && read.size() == 1 && read.get(0).isEmpty();
    }

    private Row row(long began, CSVRecord read) {
        String[] fields = read.values();
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].isEmpty()) {
                fields[i] = null;
            }
        }
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList((Object[]) fields));
        if (fields.length == columns.size()) {
            return new Row(began, values, null);
        }
        return new Row(
                began,
                values,
                fields.length < columns.size()
                        ? "fewer fields than there are columns"
                        : "more fields than there are columns");
    }
}
