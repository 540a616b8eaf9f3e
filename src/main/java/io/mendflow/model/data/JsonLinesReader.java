package io.mendflow.model.data;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON lines. A line that is no whole object is a flaw of that line; the reading goes on with the next. */
final class JsonLinesReader implements RowReader {

    private static final int MOST_COLUMNS = 2_000;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final TextSource source;
    private final BufferedReader lines;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final List<Column> columns = new ArrayList<>();
    private long line;

    JsonLinesReader(TextSource source) {
        this.source = source;
        this.lines = new BufferedReader(source);
    }

    @Override
    public List<Column> columns() {
        return columns;
    }

    @Override
    public @Nullable Row next() {
        while (true) {
            String text = read();
            if (text == null) {
                return null;
            }
            if (!text.isBlank()) {
                return row(text);
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
            lines.close();
        } catch (IOException e) {
            // What was read is read.
        }
    }

    private @Nullable String read() {
        line++;
        source.beginRecord();
        try {
            return lines.readLine();
        } catch (IOException e) {
            throw new TableUnreadable(TextSource.reason(e), line);
        }
    }

    private Row row(String text) {
        List<@Nullable Object> values = new ArrayList<>(columns.size());
        columns.forEach(column -> values.add(null));
        try (JsonParser json = JSON.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return new Row(line, List.of(), "no JSON object");
            }
            object(json, "", values);
            return new Row(line, values, json.nextToken() == null ? null : "more than one JSON value");
        } catch (TooManyColumns e) {
            return new Row(line, values, "more than %d different keys in the file".formatted(MOST_COLUMNS));
        } catch (IOException e) {
            // Jackson's message quotes the line.
            return new Row(line, values, "broken JSON, or one key twice");
        }
    }

    private void object(JsonParser json, String prefix, List<@Nullable Object> values) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String key = prefix + json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                object(json, key + ".", values);
            } else {
                values.set(place(key, values), value(json));
            }
        }
        if (json.currentToken() != JsonToken.END_OBJECT) {
            throw new IOException("the object is not closed");
        }
    }

    private int place(String key, List<@Nullable Object> values) throws IOException {
        Integer known = places.get(key);
        if (known == null) {
            if (columns.size() == MOST_COLUMNS) {
                throw new TooManyColumns();
            }
            known = columns.size();
            places.put(key, known);
            columns.add(new Column(key, null));
        }
        while (values.size() <= known) {
            values.add(null);
        }
        return known;
    }

    private static @Nullable Object value(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case VALUE_NULL -> null;
            case VALUE_TRUE -> Boolean.TRUE;
            case VALUE_FALSE -> Boolean.FALSE;
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json);
            case START_ARRAY -> array(json);
            default -> json.getText();
        };
    }

    private static Number number(JsonParser json) throws IOException {
        return switch (json.getNumberType()) {
            case INT, LONG -> json.getLongValue();
            case BIG_INTEGER -> json.getBigIntegerValue();
            default -> json.getDecimalValue();
        };
    }

    /** The array as JSON text, without white space. */
    private static String array(JsonParser json) throws IOException {
        var text = new StringWriter();
        try (var writer = JSON.createGenerator(text)) {
            writer.copyCurrentStructure(json);
        }
        return text.toString();
    }

    private static final class TooManyColumns extends IOException {}
}
