package io.mendflow.model.data;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * How a CSV file is written; quotes are always double ones.
 *
 * @param delimiter between fields
 * @param charset of a file without a byte order mark
 */
public record CsvLayout(char delimiter, Charset charset) {

    /** Commas and UTF-8. */
    public static final CsvLayout PLAIN = new CsvLayout(',', StandardCharsets.UTF_8);
}
